package org.flinkvectorindex.jobs.topology;

import java.time.Clock;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.jobs.config.BatchOptions;
import org.flinkvectorindex.jobs.config.CollectionOptions;
import org.flinkvectorindex.jobs.config.IndexOptions;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.RedisOptions;
import org.flinkvectorindex.operators.IndexFlow;
import org.flinkvectorindex.operators.batch.BatchSpec;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;

/** A job's configuration in the words of its stages. */
public final class FlowOptions {
  private FlowOptions() {}

  public static IndexFlow.Options of(JobOptions job) {
    double lag = job.state().graphLag();
    BatchOptions batch = job.batch();
    return new IndexFlow.Options(
        new Catalog(
            job.collections().stream().map(collection -> spec(collection, lag)).toList(),
            FlinkSettings.MAX_PARALLELISM),
        new BatchSpec(batch.maxRows(), batch.maxBytes(), batch.maxWait()),
        job.redis().flatMap(RedisOptions::generation),
        job.search().timeout(),
        Clock.systemUTC());
  }

  private static CollectionSpec spec(CollectionOptions collection, double lag) {
    IndexOptions index = collection.index();
    return new CollectionSpec(
        collection.name(),
        collection.shards(),
        collection.order(),
        new IndexSpec(
            index.structure(),
            collection.dimension(),
            collection.metric(),
            lag,
            collection.quantizer().quantizer()),
        index.ef(),
        collection.tombstone().retention());
  }
}
