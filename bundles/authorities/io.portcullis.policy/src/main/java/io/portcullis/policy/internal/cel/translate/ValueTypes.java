// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.translate;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.util.Map;

/** The types of expressions and their names. */
public final class ValueTypes {

  static final CelType PATH = OpaqueType.create("path");
  static final CelType URL = OpaqueType.create("url");
  static final CelType IP = OpaqueType.create("ip");
  static final CelType CIDR = OpaqueType.create("cidr");
  static final CelType COMMAND = OpaqueType.create("command");

  private static final String ANY = "dyn";

  private static final String LIST = "list(";

  private static final Map<String, CelType> NAMED =
      Map.ofEntries(
          Map.entry("bool", SimpleType.BOOL),
          Map.entry("int", SimpleType.INT),
          Map.entry("double", SimpleType.DOUBLE),
          Map.entry("string", SimpleType.STRING),
          Map.entry("null_type", SimpleType.NULL_TYPE),
          Map.entry("timestamp", SimpleType.TIMESTAMP),
          Map.entry("duration", SimpleType.DURATION),
          Map.entry("map", MapType.create(SimpleType.STRING, SimpleType.DYN)),
          Map.entry("path", PATH),
          Map.entry("url", URL),
          Map.entry("ip", IP),
          Map.entry("cidr", CIDR),
          Map.entry("command", COMMAND));

  private ValueTypes() {}

  /** Returns the type of a name; an unknown name is a type that is known only at run time. */
  public static CelType of(String name) {
    if (name.startsWith(LIST) && name.endsWith(")")) {
      return ListType.create(of(name.substring(LIST.length(), name.length() - 1)));
    }
    return NAMED.getOrDefault(name, SimpleType.DYN);
  }

  /** Returns the name of a type. */
  public static String name(CelType type) {
    if (type instanceof ListType list && list.hasElemType()) {
      return LIST + name(list.elemType()) + ")";
    }
    if (type instanceof MapType) {
      return "map";
    }
    return NAMED.entrySet().stream()
        .filter(entry -> entry.getValue().equals(type))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(ANY);
  }
}
