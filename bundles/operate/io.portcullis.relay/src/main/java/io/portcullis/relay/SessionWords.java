// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of a session's command line. The engine reads the options; only the policy and the
 * server's command matter here.
 *
 * @param policy the policy that is named, or null
 * @param options the other options with their values
 * @param command the server's program and its arguments; empty if it is missing
 */
record SessionWords(@Nullable String policy, List<String> options, List<String> command) {
  private static final List<String> VALUED = List.of("--agent", "--server", "--error-code");
  private static final List<String> FLAGS = List.of("--decide-results", "--hide-denied", "--pin");

  /**
   * Reads the words after {@code mcp}.
   *
   * @return the words, or null if they are not the command line of a session
   */
  static @Nullable SessionWords read(List<String> words) {
    String policy = null;
    List<String> options = new ArrayList<>();
    int at = 0;
    while (at < words.size() && words.get(at).startsWith("-") && !words.get(at).equals("--")) {
      String option = words.get(at++);
      boolean flag = FLAGS.contains(option);
      boolean known = flag || VALUED.contains(option) || option.equals("--policy");
      if (!known || (!flag && at == words.size())) {
        return null;
      }
      if (option.equals("--policy")) {
        policy = words.get(at++);
        continue;
      }
      options.add(option);
      if (!flag) {
        options.add(words.get(at++));
      }
    }
    at += at < words.size() && words.get(at).equals("--") ? 1 : 0; // some clients leave it out
    return new SessionWords(policy, options, words.subList(at, words.size()));
  }

  /** Returns the words for the engine. It does not need the arguments of the server's command. */
  List<String> forEngine(String canonicalPolicy) {
    List<String> words = new ArrayList<>();
    words.add(canonicalPolicy);
    words.addAll(options);
    words.add("--");
    words.add(command.get(0));
    return words;
  }
}
