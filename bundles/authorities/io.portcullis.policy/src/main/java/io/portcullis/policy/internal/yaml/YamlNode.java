// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of a document; an alias is the same node as its anchor. */
public sealed interface YamlNode {

  SourceLocation place();

  /** Returns the number of nodes in this one, with aliases expanded. */
  long size();

  /**
   * Returns the number of levels of collections from this one down, with aliases expanded; 0 for a
   * scalar.
   */
  int height();

  /** Returns the kind of the node, for messages. */
  String kindName();

  /** The kind of a scalar by the core schema of YAML 1.2. */
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

  /**
   * A scalar.
   *
   * @param source how the text is written in the document; null for one that is not written there
   */
  record Scalar(SourceLocation place, Kind kind, String text, @Nullable ScalarSource source)
      implements YamlNode {

    /** Creates a scalar that is not written in a document. */
    public Scalar(SourceLocation place, Kind kind, String text) {
      this(place, kind, text, null);
    }

    /** Returns the place of a character of the text in the document. */
    public SourceLocation place(int offset) {
      return source == null ? place : source.place(text, offset);
    }

    /** Returns the line of the document with a character of the text, and a caret below it. */
    public String excerpt(int offset) {
      return source == null ? "" : source.excerpt(place(offset));
    }

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
