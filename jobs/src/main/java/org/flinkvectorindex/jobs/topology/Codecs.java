package org.flinkvectorindex.jobs.topology;

import java.util.Optional;
import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.codec.MutationDecoder;
import org.flinkvectorindex.connectors.codec.QueryDecoder;
import org.flinkvectorindex.connectors.json.JsonChangeEncoder;
import org.flinkvectorindex.connectors.json.JsonDeadLetterEncoder;
import org.flinkvectorindex.connectors.json.JsonMutationDecoder;
import org.flinkvectorindex.connectors.json.JsonQueryDecoder;
import org.flinkvectorindex.connectors.json.JsonResultEncoder;
import org.flinkvectorindex.connectors.json.JsonStatisticsEncoder;
import org.flinkvectorindex.connectors.protobuf.ProtobufChangeEncoder;
import org.flinkvectorindex.connectors.protobuf.ProtobufDeadLetterEncoder;
import org.flinkvectorindex.connectors.protobuf.ProtobufMutationDecoder;
import org.flinkvectorindex.connectors.protobuf.ProtobufQueryDecoder;
import org.flinkvectorindex.connectors.protobuf.ProtobufResultEncoder;
import org.flinkvectorindex.connectors.protobuf.ProtobufStatisticsEncoder;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.jobs.config.RecordCodec;

/** What reads and writes records, by the format that a topic has. */
final class Codecs {
  private Codecs() {}

  /**
   * @param collection the one that records without a value delete from
   */
  static MutationDecoder mutations(RecordCodec codec, Limits limits, Optional<String> collection) {
    return switch (codec) {
      case JSON -> new JsonMutationDecoder(limits, collection);
      case PROTOBUF -> new ProtobufMutationDecoder(limits, collection);
    };
  }

  static QueryDecoder queries(RecordCodec codec, Limits limits) {
    return switch (codec) {
      case JSON -> new JsonQueryDecoder(limits);
      case PROTOBUF -> new ProtobufQueryDecoder(limits);
    };
  }

  static Encoder<Result> results(RecordCodec codec) {
    return switch (codec) {
      case JSON -> new JsonResultEncoder();
      case PROTOBUF -> new ProtobufResultEncoder();
    };
  }

  static Encoder<DeadLetter> deadLetters(RecordCodec codec) {
    return switch (codec) {
      case JSON -> new JsonDeadLetterEncoder();
      case PROTOBUF -> new ProtobufDeadLetterEncoder();
    };
  }

  static Encoder<WindowStatistics> statistics(RecordCodec codec) {
    return switch (codec) {
      case JSON -> new JsonStatisticsEncoder();
      case PROTOBUF -> new ProtobufStatisticsEncoder();
    };
  }

  static Encoder<Change> changes(RecordCodec codec) {
    return switch (codec) {
      case JSON -> new JsonChangeEncoder();
      case PROTOBUF -> new ProtobufChangeEncoder();
    };
  }
}
