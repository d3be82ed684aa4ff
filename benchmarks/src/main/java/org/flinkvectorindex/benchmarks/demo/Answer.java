package org.flinkvectorindex.benchmarks.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What came back for a question.
 *
 * @param complete whether every shard took part
 * @param nanos from the moment at which it should have been sent
 */
record Answer(List<Neighbour> neighbours, boolean complete, long nanos) {

  /** The nearest first. */
  record Neighbour(String id, double distance) {}

  static Answer of(JsonNode result, long nanos) {
    return new Answer(
        StreamSupport.stream(result.get("hits").spliterator(), false)
            .map(hit -> new Neighbour(hit.get("id").asText(), hit.get("distance").asDouble()))
            .toList(),
        result.get("complete").asBoolean(),
        nanos);
  }

  boolean names(String id) {
    return neighbours.stream().anyMatch(each -> each.id().equals(id));
  }
}
