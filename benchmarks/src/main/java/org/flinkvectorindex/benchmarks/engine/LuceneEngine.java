package org.flinkvectorindex.benchmarks.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.flinkvectorindex.connectors.file.Vectors;

/**
 * Lucene's HNSW: a document a row, {@code maxConn} = M (twice as many on the ground layer), {@code
 * beamWidth} = efConstruction. Inserting counts the flush, the merge into one segment, done by the
 * inserting thread, the commit and the opening; rows that fit into the buffer of {@link
 * #BUFFER_MEGABYTES} need no merge. Searching goes to the segment without a query object, with ef
 * as Lucene's k. Bytes are those of the files.
 *
 * <p>Documents are numbered in the order of the rows, which a merge of neighbouring segments keeps.
 *
 * <p>Lucene 9.12 uses the Vector API of Java 20 and newer up to the newest it knows; with Java 17
 * distances are scalar loops. {@link #kernels()} names the scorer that Lucene chose: {@code
 * DefaultFlatVectorScorer} is scalar.
 */
final class LuceneEngine extends JvmEngine {
  private static final String FIELD = "vector";

  /** Lucene takes less than 2048. */
  private static final int BUFFER_MEGABYTES = 1900;

  private final Vectors base;
  private final int k;
  private final VectorSimilarityFunction similarity;
  private final Path folder;
  private final Directory directory;
  private final IndexWriter writer;
  private DirectoryReader reader;
  private LeafReader segment;

  LuceneEngine(Workload work) throws IOException {
    super(work.base(), work.queries());
    base = work.base();
    k = work.k();
    similarity =
        switch (work.spec().metric()) {
          case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
          case IP -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
          case L2 -> VectorSimilarityFunction.EUCLIDEAN;
        };
    folder = Files.createTempDirectory("fvi-lucene-");
    directory = FSDirectory.open(folder);
    writer =
        new IndexWriter(
            directory,
            new IndexWriterConfig()
                .setCodec(codec(work))
                .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                .setMergePolicy(new LogDocMergePolicy())
                .setMergeScheduler(new SerialMergeScheduler())
                .setUseCompoundFile(false));
  }

  private static Codec codec(Workload work) {
    KnnVectorsFormat hnsw =
        new Lucene99HnswVectorsFormat(work.links().m(), work.links().efConstruction());
    KnnVectorsFormat format =
        new PerFieldKnnVectorsFormat() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return hnsw;
          }

          @Override
          public int getMaxDimensions(String field) {
            return work.spec().dimension();
          }
        };
    return new FilterCodec(Codec.getDefault().getName(), Codec.getDefault()) {
      @Override
      public KnnVectorsFormat knnVectorsFormat() {
        return format;
      }
    };
  }

  @Override
  public String name() {
    return "lucene";
  }

  @Override
  public String kernels() {
    return FlatVectorScorerUtil.getLucene99FlatVectorsScorer().getClass().getSimpleName();
  }

  @Override
  void add(int row) throws IOException {
    Document document = new Document();
    document.add(new KnnFloatVectorField(FIELD, base.row(row), similarity));
    writer.addDocument(document);
  }

  @Override
  long finish() throws IOException {
    writer.forceMerge(1);
    writer.commit();
    reader = DirectoryReader.open(directory);
    if (reader.leaves().size() != 1) {
      throw new IOException("lucene: " + reader.leaves().size() + " segments after the merge");
    }
    segment = reader.leaves().get(0).reader();
    return 0;
  }

  @Override
  Found find(float[] query, int ef) throws IOException {
    TopKnnCollector collector = new TopKnnCollector(Math.max(k, ef), Integer.MAX_VALUE);
    segment.searchNearestVectors(FIELD, query, collector, null);
    ScoreDoc[] hits = collector.topDocs().scoreDocs;
    int[] rows = new int[Math.min(k, hits.length)];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = hits[i].doc;
    }
    return new Found(rows, (int) collector.visitedCount());
  }

  @Override
  double bytes() throws IOException {
    double sum = 0;
    for (String file : directory.listAll()) {
      sum += directory.fileLength(file);
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
    writer.close();
    for (String file : directory.listAll()) {
      directory.deleteFile(file);
    }
    directory.close();
    Files.deleteIfExists(folder);
  }
}
