// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

import io.portcullis.policy.internal.yaml.YamlNode.Kind;
import java.util.Set;
import java.util.regex.Pattern;

/** Resolves plain scalars by the core schema of YAML 1.2. */
final class CoreSchema {

  private static final String PREFIX = "tag:yaml.org,2002:";
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> BOOLEANS =
      Set.of("true", "True", "TRUE", "false", "False", "FALSE");
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
  private static final Pattern FLOAT =
      Pattern.compile(
          "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
              + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

  private CoreSchema() {}

  static Kind plain(String text) {
    if (NULLS.contains(text)) {
      return Kind.NULL;
    }
    if (BOOLEANS.contains(text)) {
      return Kind.BOOLEAN;
    }
    if (text.length() > 100) {
      return Kind.TEXT;
    }
    if (INTEGER.matcher(text).matches()) {
      return Kind.INTEGER;
    }
    return FLOAT.matcher(text).matches() ? Kind.FLOAT : Kind.TEXT;
  }

  /** Returns the kind that an explicit tag requires, if the text fits it. */
  static Kind tagged(String tag, String text) throws YamlException {
    Kind asked =
        switch (tag) {
          case "!", PREFIX + "str" -> Kind.TEXT;
          case PREFIX + "bool" -> Kind.BOOLEAN;
          case PREFIX + "int" -> Kind.INTEGER;
          case PREFIX + "float" -> Kind.FLOAT;
          case PREFIX + "null" -> Kind.NULL;
          default -> throw new YamlException("tag '" + tag + "' is not allowed here; remove it");
        };
    Kind found = plain(text);
    boolean fits =
        asked == Kind.TEXT || asked == found || (asked == Kind.FLOAT && found == Kind.INTEGER);
    if (!fits) {
      throw new YamlException("the text does not fit its tag '" + tag + "'");
    }
    return asked;
  }

  static void collection(String tag, String kind) throws YamlException {
    if (!tag.equals("!") && !tag.equals(PREFIX + kind)) {
      throw new YamlException("tag '" + tag + "' is not allowed here; remove it");
    }
  }
}
