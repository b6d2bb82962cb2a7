// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.portcullis.benchmarks.peers.question.Answer;
import io.portcullis.benchmarks.peers.question.LoadedPolicy;
import io.portcullis.benchmarks.peers.question.Question;
import io.portcullis.benchmarks.peers.question.SampleCalls;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** The least that a decision costs in Java: no engine, and nothing is checked that is not asked. */
final class JavaFloor {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JavaFloor() {}

  static LoadedPolicy open(Question question) {
    if (question.isAboutNames()) {
      Set<String> names = new HashSet<>(SampleCalls.names(question.names()));
      return (tool, arguments) -> answer(names.contains(tool));
    }
    return switch (question) {
      case COMPARISON -> (tool, arguments) -> answer(tool.equals("pay") && isSmall(arguments));
      case PATHS -> (tool, arguments) -> answer(tool.equals("read") && isInside(arguments));
      default -> throw new IllegalArgumentException("no floor for " + question);
    };
  }

  private static Answer answer(boolean allowed) {
    return allowed ? Answer.ALLOW : Answer.DENY;
  }

  private static boolean isSmall(byte[] arguments) throws IOException {
    try (JsonParser parser = FACTORY.createParser(arguments)) {
      return find(parser, "amount")
          && parser.currentToken().isNumeric()
          && parser.getDoubleValue() <= 1_000;
    }
  }

  private static boolean isInside(byte[] arguments) throws IOException {
    try (JsonParser parser = FACTORY.createParser(arguments)) {
      if (!find(parser, "paths") || parser.currentToken() != JsonToken.START_ARRAY) {
        return false;
      }
      int paths = 0;
      for (; parser.nextToken() == JsonToken.VALUE_STRING; paths++) {
        String path = parser.getText();
        if (!path.startsWith(SampleCalls.FOLDER) || path.contains("..")) {
          return false;
        }
      }
      return paths > 0 && parser.currentToken() == JsonToken.END_ARRAY;
    }
  }

  private static boolean find(JsonParser parser, String name) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = parser.currentName().equals(name);
      parser.nextToken();
      if (found) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }
}
