package org.flinkvectorindex.benchmarks.engine;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.OnHeapGraphIndex;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.flinkvectorindex.benchmarks.Cpu;
import org.flinkvectorindex.connectors.file.Vectors;

/**
 * JVector's graph on the heap over float vectors, with its hierarchy and the neighbour overflow and
 * α of its own examples (1.2 each). It has one degree a layer where HNSW has two: 2 M on the ground
 * and M above, so that the same number of links is allowed. Inserting counts its final clean-up,
 * which goes to a pool; the pool has one thread here and the inserting one waits. Bytes are those
 * of its graph and of the vectors.
 *
 * <p>The SIMD of JVector 4 is its module {@code jvector-twenty}, the Vector API as of Java 20, and
 * as of Java 22 {@code jvector-native}, C by foreign functions; its jar has both. With Java 17 its
 * {@code DefaultVectorizationProvider} runs, scalar loops; {@link #kernels()} names the provider
 * that ran.
 */
final class JVectorEngine extends JvmEngine {
  private static final float OVERFLOW = 1.2f;
  private static final float ALPHA = 1.2f;

  private final VectorTypeSupport types =
      VectorizationProvider.getInstance().getVectorTypeSupport();
  private final ForkJoinPool pool = new ForkJoinPool(1);
  private final List<VectorFloat<?>> rows = new ArrayList<>();
  private final RandomAccessVectorValues values;
  private final VectorSimilarityFunction similarity;
  private final int k;
  private final GraphIndexBuilder builder;
  private GraphSearcher searcher;

  JVectorEngine(Workload work) {
    super(work.base(), work.queries());
    Vectors base = work.base();
    k = work.k();
    for (int row = 0; row < base.count(); row++) {
      rows.add(types.createFloatVector(base.row(row)));
    }
    values = new ListRandomAccessVectorValues(rows, base.dimension());
    similarity =
        switch (work.spec().metric()) {
          case COSINE, IP -> VectorSimilarityFunction.DOT_PRODUCT;
          case L2 -> VectorSimilarityFunction.EUCLIDEAN;
        };
    builder =
        GraphIndexBuilder.builder(
                BuildScoreProvider.randomAccessScoreProvider(values, similarity),
                base.dimension(),
                List.of(2 * work.links().m(), work.links().m()))
            .withBeamWidth(work.links().efConstruction())
            .withNeighborOverflow(OVERFLOW)
            .withAlpha(ALPHA)
            .withSimdExecutor(pool)
            .withParallelExecutor(pool)
            .build();
  }

  @Override
  public String name() {
    return "jvector";
  }

  @Override
  public String kernels() {
    return VectorizationProvider.getInstance().getClass().getSimpleName();
  }

  @Override
  void add(int row) {
    builder.addGraphNode(row, rows.get(row));
  }

  @Override
  long finish() {
    long cleaned =
        pool.submit(
                () -> {
                  long from = Cpu.nanos();
                  builder.cleanup();
                  return Cpu.nanos() - from;
                })
            .join();
    // It sees the nodes that are in the graph now, and none that come later.
    searcher = new GraphSearcher(builder.getGraph());
    return cleaned;
  }

  @Override
  Found find(float[] query, int ef) {
    SearchResult result =
        searcher.search(
            DefaultSearchScoreProvider.exact(types.createFloatVector(query), similarity, values),
            k,
            Math.max(k, ef),
            0,
            0,
            Bits.ALL);
    SearchResult.NodeScore[] nodes = result.getNodes();
    int[] found = new int[nodes.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = nodes[i].node;
    }
    return new Found(found, result.getVisitedCount());
  }

  @Override
  double bytes() {
    long vectors = rows.stream().mapToLong(VectorFloat::ramBytesUsed).sum();
    return ((OnHeapGraphIndex) builder.getGraph()).ramBytesUsed() + vectors;
  }

  @Override
  public void close() throws IOException {
    if (searcher != null) {
      searcher.close();
    }
    builder.close();
    pool.shutdown();
  }
}
