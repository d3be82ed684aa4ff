package org.flinkvectorindex.connectors.protobuf;

import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.record.WindowStatistics.Drift;
import org.flinkvectorindex.connectors.record.WindowStatistics.Frequent;
import org.flinkvectorindex.connectors.record.WindowStatistics.Kind;
import org.flinkvectorindex.connectors.record.WindowStatistics.Moments;
import org.flinkvectorindex.connectors.record.WindowStatistics.Place;
import org.flinkvectorindex.connectors.record.WindowStatistics.Quantiles;
import org.flinkvectorindex.connectors.record.WindowStatistics.Standing;

/** Statistics of windows as messages. */
public final class ProtobufStatisticsEncoder implements Encoder<WindowStatistics> {
  private static final long serialVersionUID = 1L;

  @Override
  public byte[] encode(WindowStatistics it) {
    Records.Statistics.Builder message = Records.Statistics.newBuilder();
    place(it.place(), message);
    standing(it.standing(), message);
    message
        .setRecords(it.records())
        .setInserts(it.counts().inserts())
        .setUpdates(it.counts().updates())
        .setDeletes(it.counts().deletes())
        .putAllRejects(it.counts().rejects())
        .setQueries(it.counts().queries())
        .setIncomplete(it.counts().incomplete());
    it.ids()
        .ifPresent(
            ids ->
                message.setDistinctIds(
                    Records.Statistics.Estimate.newBuilder()
                        .setEstimate(ids.value())
                        .setLow(ids.low())
                        .setHigh(ids.high())));
    it.norms().ifPresent(norms -> message.setNorm(message(norms)));
    it.lags().ifPresent(lags -> message.setIngestLagMs(message(lags)));
    it.latencies().ifPresent(latencies -> message.setQueryLatencyUs(message(latencies)));
    it.vectors().ifPresent(vectors -> message.setVectors(message(vectors)));
    if (it.fromReference().isPresent() || it.fromPrevious().isPresent()) {
      Records.Statistics.Drift.Builder drift = Records.Statistics.Drift.newBuilder();
      it.fromReference().ifPresent(from -> drift.setReference(message(from)));
      it.fromPrevious().ifPresent(from -> drift.setPrevious(message(from)));
      message.setDrift(
          drift.setFlagged(
              it.fromReference().filter(Drift::flagged).isPresent()
                  || it.fromPrevious().filter(Drift::flagged).isPresent()));
    }
    it.topQueries().forEach(each -> message.addTopQueries(message(each)));
    it.topHits().forEach(each -> message.addTopHits(message(each)));
    it.recall()
        .ifPresent(
            recall ->
                message.setRecall(
                    Records.Statistics.Recall.newBuilder()
                        .setValue(recall.value())
                        .setLow(recall.low())
                        .setHigh(recall.high())
                        .setSamples(recall.samples())));
    return message.build().toByteArray();
  }

  private static void place(Place place, Records.Statistics.Builder message) {
    message
        .setCollection(place.collection())
        .setWindow(place.window())
        .setType(type(place.kind()))
        .setStart(place.start())
        .setEnd(place.end())
        .setFirstTs(place.firstTs())
        .setLastTs(place.lastTs());
    place.group().ifPresent(group -> message.setGroupBy(group.attribute()).setGroup(group.value()));
  }

  private static Records.Statistics.Type type(Kind kind) {
    return switch (kind) {
      case TUMBLING -> Records.Statistics.Type.TUMBLING;
      case SLIDING -> Records.Statistics.Type.SLIDING;
      case SESSION -> Records.Statistics.Type.SESSION;
      case GLOBAL -> Records.Statistics.Type.GLOBAL;
    };
  }

  private static void standing(Standing standing, Records.Statistics.Builder message) {
    if (standing instanceof Standing.Revision revision) {
      message.setRevision(revision.number());
    } else if (standing instanceof Standing.ReplacedBy replaced) {
      message.setReplacedBy(replaced.start());
    } else {
      message.setLate(true);
    }
  }

  private static Records.Statistics.Quantiles message(Quantiles quantiles) {
    return Records.Statistics.Quantiles.newBuilder()
        .setCount(quantiles.count())
        .setMin(quantiles.min())
        .setP50(quantiles.p50())
        .setP90(quantiles.p90())
        .setP99(quantiles.p99())
        .setMax(quantiles.max())
        .build();
  }

  private static Records.Statistics.Vectors message(Moments moments) {
    Records.Statistics.Vectors.Builder message =
        Records.Statistics.Vectors.newBuilder()
            .setCount(moments.count())
            .setSpread(moments.spread());
    for (float each : moments.mean()) {
      message.addMean(each);
    }
    for (float each : moments.variance()) {
      message.addVariance(each);
    }
    return message.build();
  }

  private static Records.Statistics.Distance message(Drift drift) {
    return Records.Statistics.Distance.newBuilder()
        .setMean(drift.mean())
        .setSpread(drift.spread())
        .setStart(drift.start())
        .build();
  }

  private static Records.Statistics.Frequent message(Frequent frequent) {
    return Records.Statistics.Frequent.newBuilder()
        .setItem(frequent.item())
        .setCount(frequent.count())
        .setError(frequent.error())
        .build();
  }
}
