// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The section {@code network}: the hosts that may be called. Thread-safe. */
public final class HostPatterns {

  private final boolean any;
  private final Set<String> exact = new HashSet<>();
  private final List<String> suffixes = new ArrayList<>();

  /** Creates the patterns from the entries of the list; an empty list allows no host. */
  public HostPatterns(List<String> entries) {
    any = entries.contains("*");
    for (String entry : entries) {
      String pattern = normal(entry);
      if (pattern.startsWith("*.") && pattern.length() > 2) {
        suffixes.add(pattern.substring(1));
      } else {
        exact.add(pattern);
      }
    }
  }

  /** Returns whether a host, given without scheme and port, may be called. */
  public boolean allows(String host) {
    String name = normal(host);
    if (name.isEmpty()) {
      return false;
    }
    if (any || exact.contains(name)) {
      return true;
    }
    for (String suffix : suffixes) {
      // The host must be longer than the suffix: the pattern does not include the bare domain.
      if (name.length() > suffix.length() && name.endsWith(suffix)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether an entry can match any host at all. */
  public static boolean canMatch(String entry) {
    String rest = entry.equals("*") ? "" : entry.startsWith("*.") ? entry.substring(2) : entry;
    boolean address = rest.chars().filter(c -> c == ':').count() > 1;
    return rest.chars().noneMatch(c -> "*/@?# ".indexOf(c) >= 0)
        && (address || rest.indexOf(':') < 0)
        && !entry.equals("*.");
  }

  /** Lower-cases ASCII only: other alphabets have letters whose lower case is an ASCII letter. */
  public static String normal(String host) {
    StringBuilder out = new StringBuilder(host.length());
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      out.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
    }
    int last = out.length() - 1;
    if (last > 0 && out.charAt(0) == '[' && out.charAt(last) == ']') {
      return out.substring(1, last);
    }
    return out.toString();
  }
}
