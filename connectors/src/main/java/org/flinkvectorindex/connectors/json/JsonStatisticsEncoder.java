package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.record.WindowStatistics.Counts;
import org.flinkvectorindex.connectors.record.WindowStatistics.Drift;
import org.flinkvectorindex.connectors.record.WindowStatistics.Frequent;
import org.flinkvectorindex.connectors.record.WindowStatistics.Moments;
import org.flinkvectorindex.connectors.record.WindowStatistics.Place;
import org.flinkvectorindex.connectors.record.WindowStatistics.Quantiles;
import org.flinkvectorindex.connectors.record.WindowStatistics.Standing;
import org.flinkvectorindex.connectors.serde.Fields;

/** Statistics of windows as JSON objects; what there is nothing to say about is left out. */
public final class JsonStatisticsEncoder implements Encoder<WindowStatistics> {
  private static final long serialVersionUID = 1L;

  @Override
  public byte[] encode(WindowStatistics statistics) {
    return JsonBytes.of(json -> write(statistics, json));
  }

  private static void write(WindowStatistics it, JsonGenerator json) throws IOException {
    json.writeStartObject();
    write(it.place(), json);
    write(it.standing(), json);
    json.writeNumberField("records", it.records());
    write(it.counts(), json);
    if (it.ids().isPresent()) {
      json.writeObjectFieldStart("distinct_ids");
      json.writeNumberField("estimate", it.ids().get().value());
      json.writeNumberField("low", it.ids().get().low());
      json.writeNumberField("high", it.ids().get().high());
      json.writeEndObject();
    }
    write("norm", it.norms(), json);
    write("ingest_lag_ms", it.lags(), json);
    write("query_latency_us", it.latencies(), json);
    if (it.vectors().isPresent()) {
      write(it.vectors().get(), json);
    }
    if (it.fromReference().isPresent() || it.fromPrevious().isPresent()) {
      json.writeObjectFieldStart("drift");
      if (it.fromReference().isPresent()) {
        write(json, "reference", it.fromReference().get());
      }
      if (it.fromPrevious().isPresent()) {
        write(json, "previous", it.fromPrevious().get());
      }
      json.writeBooleanField(
          "flagged",
          it.fromReference().filter(Drift::flagged).isPresent()
              || it.fromPrevious().filter(Drift::flagged).isPresent());
      json.writeEndObject();
    }
    write("top_queries", "query", it.topQueries(), json);
    write("top_hits", "id", it.topHits(), json);
    if (it.recall().isPresent()) {
      json.writeObjectFieldStart("recall");
      json.writeNumberField("value", it.recall().get().value());
      json.writeNumberField("low", it.recall().get().low());
      json.writeNumberField("high", it.recall().get().high());
      json.writeNumberField("samples", it.recall().get().samples());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void write(Place place, JsonGenerator json) throws IOException {
    json.writeStringField("collection", place.collection());
    json.writeStringField("window", place.window());
    json.writeStringField("type", place.kind().name().toLowerCase(Locale.ROOT));
    if (place.group().isPresent()) {
      json.writeStringField("group_by", place.group().get().attribute());
      json.writeStringField("group", place.group().get().value());
    }
    json.writeNumberField("start", place.start());
    json.writeNumberField("end", place.end());
    json.writeNumberField("first_ts", place.firstTs());
    json.writeNumberField("last_ts", place.lastTs());
  }

  private static void write(Standing standing, JsonGenerator json) throws IOException {
    if (standing instanceof Standing.Revision revision) {
      json.writeNumberField("revision", revision.number());
    } else if (standing instanceof Standing.ReplacedBy replaced) {
      json.writeNumberField("replaced_by", replaced.start());
    } else {
      json.writeBooleanField("late", true);
    }
  }

  private static void write(Counts counts, JsonGenerator json) throws IOException {
    json.writeNumberField("inserts", counts.inserts());
    json.writeNumberField("updates", counts.updates());
    json.writeNumberField("deletes", counts.deletes());
    json.writeObjectFieldStart("rejects");
    for (Map.Entry<String, Long> each : counts.rejects().entrySet()) {
      json.writeNumberField(each.getKey(), each.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("queries", counts.queries());
    json.writeNumberField("incomplete", counts.incomplete());
  }

  private static void write(String name, Optional<Quantiles> quantiles, JsonGenerator json)
      throws IOException {
    if (quantiles.isPresent()) {
      json.writeObjectFieldStart(name);
      json.writeNumberField("count", quantiles.get().count());
      json.writeNumberField("min", quantiles.get().min());
      json.writeNumberField("p50", quantiles.get().p50());
      json.writeNumberField("p90", quantiles.get().p90());
      json.writeNumberField("p99", quantiles.get().p99());
      json.writeNumberField("max", quantiles.get().max());
      json.writeEndObject();
    }
  }

  private static void write(Moments moments, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("vectors");
    json.writeNumberField("count", moments.count());
    json.writeNumberField("spread", moments.spread());
    json.writeStringField("mean_b64", base64(moments.mean()));
    json.writeStringField("variance_b64", base64(moments.variance()));
    json.writeEndObject();
  }

  private static String base64(float[] values) {
    return Base64.getEncoder().encodeToString(Fields.littleEndian(values));
  }

  private static void write(JsonGenerator json, String name, Drift drift) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("mean", drift.mean());
    json.writeNumberField("spread", drift.spread());
    json.writeNumberField("start", drift.start());
    json.writeEndObject();
  }

  private static void write(String name, String item, List<Frequent> frequent, JsonGenerator json)
      throws IOException {
    if (!frequent.isEmpty()) {
      json.writeArrayFieldStart(name);
      for (Frequent each : frequent) {
        json.writeStartObject();
        json.writeStringField(item, each.item());
        json.writeNumberField("count", each.count());
        json.writeNumberField("error", each.error());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }
}
