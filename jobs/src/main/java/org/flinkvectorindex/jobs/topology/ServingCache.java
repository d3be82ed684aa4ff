package org.flinkvectorindex.jobs.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.json.JsonResultEncoder;
import org.flinkvectorindex.connectors.json.JsonStatisticsEncoder;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.redis.CacheEntry;
import org.flinkvectorindex.connectors.redis.CacheEntryFormat;
import org.flinkvectorindex.connectors.redis.RedisOptions.Batching;
import org.flinkvectorindex.connectors.redis.RedisSink;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.jobs.config.RedisOptions;
import org.flinkvectorindex.jobs.config.RedisOptions.Content;
import org.flinkvectorindex.operators.IndexFlow;
import org.flinkvectorindex.operators.Stage;

/**
 * What applications read without touching Flink, and what of the flow is written there. Error
 * results are not: there is no question that they answer. Nor are answers without some shards.
 *
 * @param publish at least one
 */
public record ServingCache(Sink<CacheEntry> sink, Set<Content> publish) {
  private static final TypeInformation<CacheEntry> ENTRY =
      new RecordTypeInfo<>(CacheEntryFormat.INSTANCE);

  static ServingCache of(RedisOptions redis) {
    return new ServingCache(
        new RedisSink(
            new org.flinkvectorindex.connectors.redis.RedisOptions(
                    redis.server(),
                    redis.prefix(),
                    redis.generation(),
                    redis.tombstoneExpiry(),
                    Batching.DEFAULT.withAttemptTimeout(redis.timeout()))
                .withWindowRetention(redis.windowExpiry())
                .withResultRetention(redis.resultExpiry())),
        Set.copyOf(redis.publish()));
  }

  /** One sink takes it all, so that there is one bound on what is on its way to the cache. */
  void publish(IndexFlow flow) {
    List<DataStream<CacheEntry>> entries = new ArrayList<>();
    if (publish.contains(Content.VECTORS)) {
      entries.add(vectors(flow));
    }
    if (publish.contains(Content.RESULTS)) {
      entries.add(results(flow));
    }
    if (publish.contains(Content.WINDOWS)) {
      flow.statistics().map(ServingCache::windows).ifPresent(entries::add);
    }
    Stage.REDIS.on(entries.stream().reduce(DataStream::union).orElseThrow().sinkTo(sink));
  }

  private static DataStream<CacheEntry> vectors(IndexFlow flow) {
    return Stage.PUBLISH_VECTORS.on(
        flow.changes().union(flow.republished()).map(CacheEntry::of).returns(ENTRY));
  }

  private static DataStream<CacheEntry> windows(DataStream<WindowStatistics> statistics) {
    Encoder<WindowStatistics> json = new JsonStatisticsEncoder();
    return Stage.PUBLISH_WINDOWS.on(
        statistics
            .<CacheEntry>flatMap(
                (window, out) -> CacheEntry.of(window, json).ifPresent(out::collect))
            .returns(ENTRY));
  }

  private static DataStream<CacheEntry> results(IndexFlow flow) {
    JsonResultEncoder json = new JsonResultEncoder();
    return Stage.PUBLISH_RESULTS.on(
        flow.results()
            .union(flow.nothingFound())
            .<CacheEntry>flatMap(
                (result, out) -> {
                  if (result instanceof Result.Answer answer) {
                    CacheEntry.of(answer, json).ifPresent(out::collect);
                  }
                })
            .returns(ENTRY));
  }
}
