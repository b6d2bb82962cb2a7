// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.support.text.Spelling;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A node of a file of cases, read with the place of each error.
 *
 * @param node the node
 */
record CaseNode(Node node) {
  private static final JsonFactory JSON = new JsonFactory();

  /** The maximum depth, which also ends an alias that contains itself. */
  private static final int MAX_DEPTH = 64;

  /** The maximum size of one value as JSON, so that aliases cannot multiply without bound. */
  private static final int MAX_LENGTH = 1 << 20;

  int line() {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  CaseFileException problem(String message) {
    int column = node.getStartMark().map(Mark::getColumn).orElse(0) + 1;
    return new CaseFileException(line() + ":" + column + ": " + message);
  }

  /** Returns the members of a mapping, which may only have the known names. */
  Map<String, CaseNode> members(Set<String> known) throws CaseFileException {
    Map<String, CaseNode> members = new LinkedHashMap<>();
    for (NodeTuple member : mapping()) {
      CaseNode key = new CaseNode(member.getKeyNode());
      String name = key.text();
      if (!known.contains(name)) {
        throw key.problem("unknown key '" + name + "'" + Spelling.hint(name, known));
      }
      if (members.put(name, new CaseNode(member.getValueNode())) != null) {
        throw key.problem("the key '" + name + "' is given twice");
      }
    }
    return members;
  }

  private List<NodeTuple> mapping() throws CaseFileException {
    if (node instanceof MappingNode mapping) {
      return mapping.getValue();
    }
    throw problem("a mapping is expected");
  }

  List<CaseNode> items() throws CaseFileException {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(CaseNode::new).toList();
    }
    throw problem("a list is expected");
  }

  String text() throws CaseFileException {
    if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      return scalar.getValue();
    }
    throw problem("a text is expected");
  }

  List<String> texts() throws CaseFileException {
    List<String> texts = new ArrayList<>();
    for (CaseNode item : items()) {
      texts.add(item.text());
    }
    return texts;
  }

  /** Returns the node as JSON text. */
  String json() throws CaseFileException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, text, 0);
    } catch (IOException e) {
      throw problem("the value cannot be written as JSON");
    }
    return text.toString();
  }

  private void write(JsonGenerator json, StringWriter written, int depth)
      throws IOException, CaseFileException {
    if (depth > MAX_DEPTH || written.getBuffer().length() > MAX_LENGTH) {
      throw problem("the value is too large or has more than " + MAX_DEPTH + " levels");
    }
    if (node instanceof MappingNode mapping) {
      json.writeStartObject();
      for (NodeTuple member : mapping.getValue()) {
        json.writeFieldName(new CaseNode(member.getKeyNode()).text());
        new CaseNode(member.getValueNode()).write(json, written, depth + 1);
      }
      json.writeEndObject();
    } else if (node instanceof SequenceNode sequence) {
      json.writeStartArray();
      for (Node item : sequence.getValue()) {
        new CaseNode(item).write(json, written, depth + 1);
      }
      json.writeEndArray();
    } else {
      writeScalar(json);
    }
    json.flush();
  }

  private void writeScalar(JsonGenerator json) throws IOException, CaseFileException {
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      json.writeNull();
    } else if (tag.equals(Tag.BOOL)) {
      json.writeBoolean(Boolean.parseBoolean(text()));
    } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      json.writeNumber(number(text()));
    } else {
      json.writeString(text());
    }
  }

  private BigDecimal number(String text) throws CaseFileException {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw problem("JSON has no number '" + text + "'; quote it if it is a text");
    }
  }

  /** Returns a member that must be given. */
  static CaseNode required(Map<String, CaseNode> members, String name, CaseNode owner)
      throws CaseFileException {
    @Nullable CaseNode value = members.get(name);
    if (value == null) {
      throw owner.problem("the key '" + name + "' is missing");
    }
    return value;
  }
}
