import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorConfiguration;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.MultipassTermFilteredPresearcher;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.monitor.TermFilteredPresearcher;
import org.apache.lucene.monitor.TermWeightor;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * Subscriptions as queries, postings as documents, both already in numbers: one a line, an id and then fields between
 * bars, each a list of terms between spaces. A subscription's clauses begin with `name:`; each of them must be met.
 * Written: a line of ids for each posting, and the seconds that matching took.
 */
public class Monitoring {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  public static void main(String[] files) throws IOException {
    MonitorConfiguration configuration = new MonitorConfiguration().setQueryUpdateBufferSize(10_000);
    TermWeightor selective = TermWeightor.fieldWeightor(10f, "role", "cell");
    int passes = Integer.parseInt(files[3]);
    TermFilteredPresearcher presearcher =
        passes > 1
            ? new MultipassTermFilteredPresearcher(passes, 0f, selective, List.of(), Set.of())
            : new TermFilteredPresearcher(selective, List.of(), Set.of());
    try (Monitor monitor = new Monitor(new WhitespaceAnalyzer(), presearcher, configuration)) {
      register(monitor, Path.of(files[0]));
      List<String> postings = Files.readAllLines(Path.of(files[1]));
      for (String posting : postings.subList(0, Math.min(200, postings.size()))) {
        monitor.match(document(posting), QueryMatch.SIMPLE_MATCHER);
      }
      match(monitor, postings, Path.of(files[2]));
    }
  }

  private static void register(Monitor monitor, Path file) throws IOException {
    List<MonitorQuery> batch = new ArrayList<>();
    for (String line : (Iterable<String>) Files.lines(file)::iterator) {
      String[] parts = line.split("\\|");
      batch.add(new MonitorQuery(parts[0], query(parts)));
      if (batch.size() == 10_000) {
        monitor.register(batch);
        batch.clear();
      }
    }
    monitor.register(batch);
  }

  private static Query query(String[] parts) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    for (int at = 1; at < parts.length; at++) {
      int colon = parts[at].indexOf(':');
      String field = parts[at].substring(0, colon);
      BooleanQuery.Builder any = new BooleanQuery.Builder();
      for (String term : parts[at].substring(colon + 1).split(" ")) {
        any.add(new TermQuery(new Term(field, term)), Occur.SHOULD);
      }
      all.add(any.build(), Occur.MUST);
    }
    return all.build();
  }

  private static Document document(String line) {
    Document document = new Document();
    for (String part : line.split("\\|")) {
      int colon = part.indexOf(':');
      if (colon > 0) {
        for (String term : part.substring(colon + 1).split(" ")) {
          document.add(new StringField(part.substring(0, colon), term, Field.Store.NO));
        }
      }
    }
    return document;
  }

  private static void match(Monitor monitor, List<String> postings, Path answers) throws IOException {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(answers))) {
      long taken = 0;
      for (String posting : postings) {
        long began = THREADS.getCurrentThreadCpuTime();
        var matches = monitor.match(document(posting), QueryMatch.SIMPLE_MATCHER).getMatches();
        taken += THREADS.getCurrentThreadCpuTime() - began;
        TreeSet<Long> ids = new TreeSet<>();
        for (QueryMatch match : matches) {
          ids.add(Long.parseLong(match.getQueryId()));
        }
        out.println(String.join(" ", ids.stream().map(String::valueOf).toList()));
      }
      System.out.println(taken / 1e9);
    }
  }
}
