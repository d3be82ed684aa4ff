package org.flinkvectorindex.console.inspect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.flinkvectorindex.connectors.json.JsonResultEncoder;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Output;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.topology.FlowOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Reads the index out of a savepoint or a retained checkpoint, offline. Every shard is restored",
      "and must come out with the hashes that it was saved with; the first that doesn't is an error."
    })
public final class InspectCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MIN_EF = 64;

  @Mixin private Output output;

  @Option(
      names = "--savepoint",
      required = true,
      paramLabel = "P",
      description = "The savepoint's folder.")
  private String savepoint;

  @Option(
      names = "--collection",
      paramLabel = "C",
      description =
          "The only collection that is looked at; needed where there are several, to"
              + " export or to query.")
  private String collection;

  @Option(
      names = "--config",
      paramLabel = "job.yaml",
      description = "The job's configuration: what is stored must fit it.")
  private Path config;

  @Option(
      names = "--metric",
      description =
          "${COMPLETION-CANDIDATES}: for --query without --config, where an old savepoint does"
              + " not say.")
  private Metric metric;

  @Option(
      names = "--k",
      defaultValue = "10",
      description = "How many neighbours; default: ${DEFAULT-VALUE}.")
  private int k;

  @ArgGroup(exclusive = true)
  private What what = new What();

  private static final class What {
    @Option(names = "--count", description = "How many vectors each collection has: the default.")
    boolean count;

    @Option(
        names = "--hash",
        description =
            "Two hashes of each shard, of its contents and of its graph; then of each"
                + " collection their sums.")
    boolean hash;

    @Option(
        names = "--export",
        paramLabel = "F.fbin",
        description =
            "Writes the vectors there, and to F.jsonl beside it ids, times, order and attributes.")
    Path export;

    @Option(
        names = "--query",
        paramLabel = "VECTOR",
        description = "Answers from the savepoint: components with commas between them.")
    String query;
  }

  @Override
  public Integer call() throws Exception {
    output.require("--k", k, 1, 10_000);
    if (metric != null && what.query == null) {
      throw new CommandFailure("--metric is %s, allowed: with --query only".formatted(metric));
    }
    SavedIndex index = new SavedIndex(savepoint);
    Map<String, IndexSpec> specs = specs();
    if (what.export != null) {
      export(index, one(index, specs), specs);
    } else if (what.query != null) {
      query(index, specs);
    } else {
      List<ShardSummary> shards = index.summaries(specs, Optional.ofNullable(collection));
      requireAny(shards);
      if (what.hash) {
        shards.forEach(this::print);
      }
      totals(shards).forEach(this::print);
    }
    return 0;
  }

  private Map<String, IndexSpec> specs() {
    Map<String, IndexSpec> specs = new LinkedHashMap<>();
    if (config != null) {
      var job = JobConfiguration.load(List.of("--config", config.toString()), System.getenv());
      FlowOptions.of(job)
          .catalog()
          .entries()
          .forEach(entry -> specs.put(entry.spec().name(), entry.spec().index()));
    }
    return specs;
  }

  private void requireAny(List<ShardSummary> shards) {
    if (shards.isEmpty() && collection != null) {
      throw new CommandFailure("%s has no collection %s".formatted(savepoint, collection));
    }
  }

  /** A collection: its shards, and sums over them. */
  private record Total(String collection, int shards, long vectors, String content, String graph) {}

  private static List<Total> totals(List<ShardSummary> shards) {
    List<Total> totals = new ArrayList<>();
    for (String name : new TreeSet<>(shards.stream().map(ShardSummary::collection).toList())) {
      List<ShardSummary> own =
          shards.stream().filter(shard -> shard.collection().equals(name)).toList();
      totals.add(
          new Total(
              name,
              own.size(),
              own.stream().mapToLong(ShardSummary::vectors).sum(),
              "%016x%016x"
                  .formatted(
                      own.stream().mapToLong(each -> hex(each.content(), 0)).sum(),
                      own.stream().mapToLong(each -> hex(each.content(), 16)).sum()),
              "%016x".formatted(own.stream().mapToLong(each -> hex(each.graph(), 0)).sum())));
    }
    return totals;
  }

  private static long hex(String digits, int from) {
    return Long.parseUnsignedLong(digits.substring(from, from + 16), 16);
  }

  private void print(ShardSummary shard) {
    output.result(
        JSON.createObjectNode()
            .put("op", "shard")
            .put("collection", shard.collection())
            .put("shard", shard.shard())
            .put("vectors", shard.vectors())
            .put("content", shard.content())
            .put("graph", shard.graph()),
        "%s shard %d: %d vectors, content %s, graph %s"
            .formatted(
                shard.collection(),
                shard.shard(),
                shard.vectors(),
                shard.content(),
                shard.graph()));
  }

  private void print(Total total) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("op", what.hash ? "hash" : "count")
            .put("collection", total.collection())
            .put("shards", total.shards())
            .put("vectors", total.vectors());
    String text =
        "%s: %d vectors in %d shards"
            .formatted(total.collection(), total.vectors(), total.shards());
    if (what.hash) {
      json.put("content", total.content()).put("graph", total.graph());
      text += ", content %s, graph %s".formatted(total.content(), total.graph());
    }
    output.result(json, text);
  }

  /** The collection that is meant. */
  private String one(SavedIndex index, Map<String, IndexSpec> specs) {
    if (collection != null) {
      return collection;
    }
    List<Total> all = totals(index.summaries(specs, Optional.empty()));
    if (all.size() != 1) {
      throw new CommandFailure(
          "%s has %d collections: say which by --collection".formatted(savepoint, all.size()));
    }
    return all.get(0).collection();
  }

  private void export(SavedIndex index, String name, Map<String, IndexSpec> specs)
      throws Exception {
    try (Export export = new Export(what.export)) {
      index.vectors(name, specs, export::add);
      if (export.count() == 0) {
        requireAny(index.summaries(Map.of(), Optional.of(name)));
      }
      export.complete();
      output.result(
          JSON.createObjectNode()
              .put("op", "export")
              .put("collection", name)
              .put("vectors", export.count())
              .put("file", what.export.toString())
              .put("lines", Export.lines(what.export).toString()),
          "%s: %d vectors in %s, ids and attributes in %s"
              .formatted(name, export.count(), what.export, Export.lines(what.export)));
    }
  }

  private void query(SavedIndex index, Map<String, IndexSpec> specs) {
    float[] vector = vector();
    String name = one(index, specs);
    List<Hit> hits =
        index.nearest(name, specs, Optional.ofNullable(metric), vector, k, Math.max(k, MIN_EF));
    if (hits.isEmpty()) {
      requireAny(index.summaries(Map.of(), Optional.of(name)));
    }
    ObjectNode answer = JSON.createObjectNode().put("op", "query").put("collection", name);
    ArrayNode list = answer.putArray("hits");
    StringBuilder text = new StringBuilder();
    for (Hit hit : hits) {
      ObjectNode json =
          list.addObject()
              .put("id", hit.id())
              .put("distance", JsonResultEncoder.number(hit.distance()));
      hit.attributes().ifPresent(value -> json.putRawValue("attributes", new RawValue(value)));
      text.append(text.isEmpty() ? "" : "\n").append("%.6f %s".formatted(hit.distance(), hit.id()));
    }
    output.result(answer.put("k", k), text.toString());
  }

  private float[] vector() {
    String[] words = what.query.replaceAll("[\\[\\]\\s]", "").split(",");
    float[] vector = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      try {
        vector[i] = Float.parseFloat(words[i]);
      } catch (NumberFormatException e) {
        throw new CommandFailure(
            "component %d of --query is \"%s\", allowed: numbers".formatted(i, words[i]), e);
      }
      if (!Float.isFinite(vector[i])) {
        throw new CommandFailure(
            "component %d of --query is %s, allowed: finite numbers".formatted(i, words[i]));
      }
    }
    return vector;
  }
}
