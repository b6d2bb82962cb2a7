// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

import java.util.List;

/** A node of a document; an alias is the very node of its anchor. */
public sealed interface YamlNode {

  SourceLocation place();

  /** How many nodes this one stands for, aliases expanded. */
  long size();

  /** Levels of collections from this one down, aliases expanded; none for a scalar. */
  int height();

  /** What the node is, for messages. */
  String kindName();

  /** What a scalar stands for by the core schema of YAML 1.2. */
  enum Kind {
    TEXT("text"),
    BOOLEAN("a boolean"),
    INTEGER("an integer"),
    FLOAT("a number"),
    NULL("nothing");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  record Scalar(SourceLocation place, Kind kind, String text) implements YamlNode {
    @Override
    public long size() {
      return 1;
    }

    @Override
    public int height() {
      return 0;
    }

    @Override
    public String kindName() {
      return kind.words;
    }
  }

  record Sequence(SourceLocation place, List<YamlNode> items, long size, int height)
      implements YamlNode {
    @Override
    public String kindName() {
      return "a list";
    }
  }

  record Mapping(SourceLocation place, List<Entry> entries, long size, int height)
      implements YamlNode {
    @Override
    public String kindName() {
      return "a map";
    }
  }

  record Entry(Scalar key, YamlNode value) {}
}
