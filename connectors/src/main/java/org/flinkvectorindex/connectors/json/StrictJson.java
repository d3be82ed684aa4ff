package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The JSON that the contracts speak: UTF-8, no key twice, bounded depth and numbers. {@code NaN}
 * and {@code Infinity} are read, so that they can be named for what they are.
 *
 * <p>Names come from strangers: they are not interned, and many that collide in Jackson's table of
 * names cost time but never an exception.
 */
final class StrictJson {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_CHARS = 400;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_CHARS)
                  .maxStringLength(Integer.MAX_VALUE) // what bounds a string is the record
                  .build())
          .build();

  private StrictJson() {}

  static JsonParser parser(byte[] bytes) throws IOException {
    return JSON.createParser(bytes);
  }

  static JsonGenerator generator(OutputStream out) throws IOException {
    return JSON.createGenerator(out);
  }
}
