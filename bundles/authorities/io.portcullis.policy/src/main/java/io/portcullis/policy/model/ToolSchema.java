// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a tool says about itself, to check rules against. Immutable.
 *
 * @param name the name of the tool
 * @param destructive whether the tool declares that it may destroy something
 * @param arguments the types that each argument may have; an empty set if the tool does not say
 * @param closed whether no other arguments exist
 */
public record ToolSchema(
    String name, boolean destructive, Map<String, Set<ValueType>> arguments, boolean closed) {

  /** Copies the arguments. */
  public ToolSchema {
    Map<String, Set<ValueType>> copy = new HashMap<>();
    arguments.forEach((argument, types) -> copy.put(argument, Set.copyOf(types)));
    arguments = Map.copyOf(copy);
  }

  /** The type of a value. */
  public enum ValueType {
    /** A text. */
    TEXT("a text"),
    /** A number, with or without a fraction. */
    NUMBER("a number"),
    /** True or false. */
    BOOLEAN("true or false"),
    /** An object. */
    OBJECT("an object"),
    /** A list. */
    LIST("a list"),
    /** The literal null. */
    NULL("null");

    private final String words;

    ValueType(String words) {
      this.words = words;
    }

    /**
     * Returns the type in words.
     *
     * @return a noun with its article
     */
    public String words() {
      return words;
    }
  }
}
