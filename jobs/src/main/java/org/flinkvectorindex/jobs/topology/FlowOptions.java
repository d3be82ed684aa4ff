package org.flinkvectorindex.jobs.topology;

import java.time.Clock;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.jobs.config.BatchOptions;
import org.flinkvectorindex.jobs.config.CollectionOptions;
import org.flinkvectorindex.jobs.config.IndexOptions;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.RedisOptions;
import org.flinkvectorindex.jobs.config.WindowOptions;
import org.flinkvectorindex.operators.IndexFlow;
import org.flinkvectorindex.operators.batch.BatchSpec;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.recall.RecallSpec;
import org.flinkvectorindex.operators.window.WindowSpec;

/** A job's configuration in the words of its stages. */
public final class FlowOptions {
  private FlowOptions() {}

  public static IndexFlow.Options of(JobOptions job) {
    double lag = job.state().graphLag();
    BatchOptions batch = job.batch();
    return new IndexFlow.Options(
        new Catalog(
            job.collections().stream().map(collection -> spec(collection, lag)).toList(),
            FlinkSettings.MAX_PARALLELISM,
            job.backfill().isPresent()),
        job.vectorTopics(),
        new BatchSpec(batch.maxRows(), batch.maxBytes(), batch.maxWait()),
        job.redis().flatMap(RedisOptions::generation),
        job.state().memoryLimit().map(MemorySize::getBytes).orElse(0L),
        job.search().timeout(),
        job.collections().stream().flatMap(FlowOptions::windows).toList(),
        new RecallSpec(
            job.search().recallSample(),
            job.search().recallTarget().orElse(0.0),
            job.search().leastEf(),
            job.search().mostEf()),
        Clock.systemUTC());
  }

  private static Stream<WindowSpec> windows(CollectionOptions collection) {
    return collection.windows().stream()
        .map(
            window ->
                new WindowSpec(
                    collection.name(),
                    window.name(),
                    kind(window),
                    window.allowedLateness(),
                    window.groupBy().orElse(""),
                    window.maxGroups()));
  }

  private static WindowSpec.Kind kind(WindowOptions window) {
    return switch (window.type()) {
      case TUMBLING -> new WindowSpec.Kind.Tumbling(window.size().orElseThrow());
      case SLIDING ->
          new WindowSpec.Kind.Sliding(window.size().orElseThrow(), window.slide().orElseThrow());
      case SESSION -> new WindowSpec.Kind.Session(window.gap().orElseThrow());
      case GLOBAL -> new WindowSpec.Kind.Global(window.count().orElseThrow());
    };
  }

  static CollectionSpec spec(CollectionOptions collection, double lag) {
    IndexOptions index = collection.index();
    Quantizer quantizer = collection.quantizer().quantizer();
    return new CollectionSpec(
        collection.name(),
        collection.shards(),
        collection.order(),
        new IndexSpec(
            index.structure(quantizer),
            collection.dimension(),
            collection.metric(),
            lag,
            quantizer),
        index.effort(quantizer),
        collection.tombstone().retention(),
        collection.retention().orElse(CollectionSpec.FOREVER));
  }
}
