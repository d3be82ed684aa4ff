import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Scanner;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * Lucene 10, as a peer that the project's index is measured beside, in a process of its own since
 * it needs a newer Java: compiled and started by {@code bin/.driver lucene10}. Files, clocks and
 * lines are those of the drivers in C++ ({@code ../cpp/driver.h}); what is counted as inserting is
 * what {@code LuceneEngine} counts: all rows, the flush, the merge into one segment, the commit and
 * the opening. Bytes are those of the files.
 *
 * <pre>lucene10_driver BASE QUERIES dot|l2 M EF_CONSTRUCTION K</pre>
 */
public final class Lucene10Driver {
  private static final String FIELD = "vector";

  /** Lucene takes less than 2048. */
  private static final int BUFFER_MEGABYTES = 1900;

  private static final PrintStream OUT = System.out;

  private Lucene10Driver() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 6) {
      System.err.println("lucene10_driver BASE QUERIES dot|l2 M EF_CONSTRUCTION K");
      System.exit(2);
    }
    float[][] base = read(Path.of(arguments[0]));
    float[][] queries = read(Path.of(arguments[1]));
    // Lucene's own dot product is for rows of length one only.
    VectorSimilarityFunction similarity =
        arguments[2].equals("dot")
            ? VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT
            : VectorSimilarityFunction.EUCLIDEAN;
    int k = Integer.parseInt(arguments[5]);
    Path folder = Files.createTempDirectory("fvi-lucene10-");
    try (Directory directory = FSDirectory.open(folder);
        IndexWriter writer =
            new IndexWriter(
                directory,
                new IndexWriterConfig()
                    .setCodec(
                        codec(
                            Integer.parseInt(arguments[3]),
                            Integer.parseInt(arguments[4]),
                            base[0].length))
                    .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                    .setMergePolicy(new LogDocMergePolicy())
                    .setMergeScheduler(new SerialMergeScheduler())
                    .setUseCompoundFile(false))) {
      Scanner asked = new Scanner(System.in);
      try (DirectoryReader reader = insert(asked, base, similarity, directory, writer)) {
        LeafReader segment = reader.leaves().get(0).reader();
        while (asked.hasNextInt()) {
          search(segment, queries, k, Math.max(k, asked.nextInt()));
        }
      }
      for (String file : directory.listAll()) {
        directory.deleteFile(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  private static float[][] read(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      var bytes = file.map(MapMode.READ_ONLY, 0, file.size()).order(ByteOrder.LITTLE_ENDIAN);
      float[][] rows = new float[bytes.getInt()][];
      int dimension = bytes.getInt();
      var floats = bytes.asFloatBuffer();
      for (int row = 0; row < rows.length; row++) {
        rows[row] = new float[dimension];
        floats.get(rows[row]);
      }
      return rows;
    }
  }

  private static Codec codec(int m, int efConstruction, int dimension) {
    KnnVectorsFormat hnsw = new Lucene99HnswVectorsFormat(m, efConstruction);
    KnnVectorsFormat format =
        new PerFieldKnnVectorsFormat() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return hnsw;
          }

          @Override
          public int getMaxDimensions(String field) {
            return dimension;
          }
        };
    return new FilterCodec(Codec.getDefault().getName(), Codec.getDefault()) {
      @Override
      public KnnVectorsFormat knnVectorsFormat() {
        return format;
      }
    };
  }

  /** As far as is asked for each time; after the last row its segment is open. */
  private static DirectoryReader insert(
      Scanner asked,
      float[][] base,
      VectorSimilarityFunction similarity,
      Directory directory,
      IndexWriter writer)
      throws IOException {
    long[] nanos = new long[base.length];
    double seconds = 0;
    double cpuSeconds = 0;
    DirectoryReader reader = null;
    for (int row = 0; reader == null; ) {
      int until = asked.nextInt();
      long started = System.nanoTime();
      long cpu = cpu();
      for (; row < until; row++) {
        long from = System.nanoTime();
        Document document = new Document();
        document.add(new KnnFloatVectorField(FIELD, base[row], similarity));
        writer.addDocument(document);
        nanos[row] = System.nanoTime() - from;
      }
      if (row == base.length) {
        reader = merged(directory, writer);
      }
      seconds += (System.nanoTime() - started) / 1e9;
      cpuSeconds += (cpu() - cpu) / 1e9;
      inserted(directory, Arrays.copyOf(nanos, row), seconds, cpuSeconds);
    }
    return reader;
  }

  private static DirectoryReader merged(Directory directory, IndexWriter writer)
      throws IOException {
    writer.forceMerge(1);
    writer.commit();
    DirectoryReader reader = DirectoryReader.open(directory);
    if (reader.leaves().size() != 1) {
      throw new IOException("lucene: " + reader.leaves().size() + " segments after the merge");
    }
    return reader;
  }

  private static void inserted(Directory directory, long[] nanos, double seconds, double cpuSeconds)
      throws IOException {
    long bytes = 0;
    for (String file : directory.listAll()) {
      bytes += directory.fileLength(file);
    }
    OUT.printf(
        Locale.ROOT,
        "{\"kernels\":\"%s\",\"seconds\":%.6f,\"cpu_seconds\":%.6f,\"p99_us\":%.3f,\"max_us\":%.3f,\"bytes\":%d}%n",
        FlatVectorScorerUtil.getLucene99FlatVectorsScorer().getClass().getSimpleName(),
        seconds,
        cpuSeconds,
        micros(nanos, 0.99),
        micros(nanos, 1),
        bytes);
  }

  private static void search(LeafReader segment, float[][] queries, int k, int ef)
      throws IOException {
    long[] nanos = new long[queries.length];
    int[] rows = new int[queries.length * k];
    Arrays.fill(rows, -1);
    long started = System.nanoTime();
    long cpu = cpu();
    for (int q = 0; q < queries.length; q++) {
      long from = System.nanoTime();
      TopKnnCollector collector = new TopKnnCollector(ef, Integer.MAX_VALUE);
      segment.searchNearestVectors(
          FIELD, queries[q], collector, AcceptDocs.fromLiveDocs(null, segment.maxDoc()));
      ScoreDoc[] hits = collector.topDocs().scoreDocs;
      for (int i = 0; i < Math.min(k, hits.length); i++) {
        rows[q * k + i] = hits[i].doc;
      }
      nanos[q] = System.nanoTime() - from;
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    double cpuSeconds = (cpu() - cpu) / 1e9;
    StringBuilder line = new StringBuilder(rows.length * 7);
    line.append(
        String.format(
            Locale.ROOT,
            "{\"seconds\":%.6f,\"cpu_seconds\":%.6f,\"p50_us\":%.3f,\"p99_us\":%.3f,\"rows\":",
            seconds,
            cpuSeconds,
            micros(nanos, 0.5),
            micros(nanos, 0.99)));
    OUT.println(line.append(Arrays.toString(rows)).append('}'));
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** The smallest that at least this share does not exceed. */
  private static double micros(long[] nanos, double share) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e3;
  }
}
