// The page works without this file: it only spares a choice, and a search for what went wrong.
"use strict";

const zone = document.querySelector("select[data-guess]");
if (zone && zone.value === "UTC") {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === here)) zone.value = here;
}

document.getElementById("problems")?.focus();
