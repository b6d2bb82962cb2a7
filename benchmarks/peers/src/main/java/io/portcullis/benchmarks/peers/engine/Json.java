// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;

/** The usual reader of JSON in Java, for the engines that leave the reading to their host. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();
  private static final ObjectReader MAPS =
      MAPPER.readerFor(new TypeReference<Map<String, Object>>() {});
  private static final ObjectReader TREES = MAPPER.reader();

  private Json() {}

  static Map<String, Object> map(byte[] json) throws IOException {
    return MAPS.readValue(json);
  }

  static JsonNode tree(byte[] json) throws IOException {
    return TREES.readTree(json);
  }
}
