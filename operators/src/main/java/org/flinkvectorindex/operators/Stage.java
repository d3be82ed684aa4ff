package org.flinkvectorindex.operators;

import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Every operator of the job, by the uid that savepoints know it by and the name that people do. A
 * uid never changes.
 */
public enum Stage {
  CONTROL("control", "Control"),
  DECIDE("decide", "Decide"),
  VECTORS("vectors", "Vectors"),
  BACKFILL("backfill", "Backfill"),
  BACKFILL_PROGRESS("backfill-progress", "Backfill progress"),
  LIVE_AND_HISTORY("live-and-history", "Live and history"),
  ADMIT_VECTORS("admit-vectors", "Admit vectors"),
  BATCH("batch", "Batch"),
  QUERIES("queries", "Queries"),
  ADMIT_QUERIES("admit-queries", "Admit queries"),
  SCATTER("scatter", "Scatter"),
  SHARD("shard", "Insert and search"),
  GATHER("gather", "Gather"),
  RECALL("recall", "Recall"),
  SUMMARIZE_CHANGES("summarize-changes", "Summarize changes"),
  SUMMARIZE_REFUSALS("summarize-refusals", "Summarize refusals"),
  SUMMARIZE_ANSWERS("summarize-answers", "Summarize answers"),
  SUMMARIZE_RECALL("summarize-recall", "Summarize recall"),
  WINDOW("window", "Window"),
  PUBLISH_VECTORS("publish-vectors", "Publish vectors"),
  PUBLISH_RESULTS("publish-results", "Publish results"),
  PUBLISH_WINDOWS("publish-windows", "Publish windows"),
  RESULTS("results", "Results"),
  DEAD_LETTERS("dead-letters", "Dead letters"),
  CHANGES("changes", "Changes"),
  STATISTICS("statistics", "Statistics"),
  REDIS("redis", "Redis");

  private final String uid;
  private final String title;

  Stage(String uid, String title) {
    this.uid = uid;
    this.title = title;
  }

  public String uid() {
    return uid;
  }

  /** For one of several of a kind, such as sources: {@code vectors-kafka}. */
  public String uid(String part) {
    return uid + "-" + part;
  }

  /** What the web interface shows. */
  public String title() {
    return title;
  }

  public <T> SingleOutputStreamOperator<T> on(SingleOutputStreamOperator<T> operator) {
    return operator.uid(uid).name(title);
  }

  public <T> DataStreamSink<T> on(DataStreamSink<T> sink) {
    return sink.uid(uid).name(title);
  }
}
