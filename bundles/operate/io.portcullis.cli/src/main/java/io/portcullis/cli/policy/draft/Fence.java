// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.draft;

/**
 * An argument that must stay in a folder.
 *
 * @param name the name of the argument
 * @param list whether it is a list of paths
 * @param required whether a call must have it
 * @param nullable whether it may be null
 */
public record Fence(String name, boolean list, boolean required, boolean nullable) {

  /**
   * Returns the condition that holds if every path of the argument is in a folder.
   *
   * @param folder an expression for the folder
   */
  public String condition(String folder) {
    String value = CelText.argument(name);
    String inside =
        list
            ? value + ".all(p, path(p).within(" + folder + "))"
            : "path(" + value + ").within(" + folder + ")";
    if (list && required) {
      inside = value + ".size() > 0 && " + inside;
    }
    if (required && !nullable) {
      return inside;
    }
    String absent = required ? "" : CelText.missing(name) + " || ";
    return "(" + absent + (nullable ? value + " == null || " : "") + inside + ")";
  }
}
