package org.flinkvectorindex.jobs.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;

/**
 * YAML whose values all stand where they are meant: no key twice, one document, and no aliases,
 * which would be read as the text of their names and may pass for values.
 */
public final class PlainYaml {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private PlainYaml() {}

  /**
   * @throws IOException saying what is wrong and near which line, without quoting the text, which
   *     may hold a secret
   */
  public static ObjectNode read(String yaml) throws IOException {
    try {
      refuseAliases(yaml);
      JsonNode root = YAML.readTree(yaml);
      if (root instanceof ObjectNode block) {
        return block;
      }
      throw new IOException("a block of keys is wanted");
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " near line " + e.getLocation().getLineNr();
      // Without the cause, whose message quotes the text.
      throw new IOException("not YAML" + where + ", or a key comes twice there");
    }
  }

  private static void refuseAliases(String yaml) throws IOException {
    try (JsonParser parser = YAML.createParser(yaml)) {
      while (parser.nextToken() != null) {
        if (((YAMLParser) parser).isCurrentAlias()) {
          throw new IOException(
              "an alias of YAML (*name) near line %d, which is not resolved: write the value there"
                  .formatted(parser.currentTokenLocation().getLineNr()));
        }
      }
    }
  }
}
