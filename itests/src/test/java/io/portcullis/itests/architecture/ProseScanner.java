// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.architecture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds phrases in prose: comments and string literals of Java sources, whole texts otherwise. */
final class ProseScanner {
  private static final Pattern PROSE =
      Pattern.compile(
          "(?<prose>/\\*(?s:.*?)\\*/|//[^\\n]*|\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\\\n]++|\\\\.)*+\")"
              + "|'(?:[^'\\\\\\n]|\\\\.)+'");

  /** What can separate the words of a phrase: blanks, comment marks, joined string literals. */
  private static final String GAP = "[\\s*/#\"+]+";

  private final Pattern phrases;

  ProseScanner(Collection<String> phrases) {
    this.phrases =
        Pattern.compile(
            phrases.stream()
                .map(phrase -> phrase.replace(" ", GAP))
                .collect(Collectors.joining("|", "\\b(?:", ")\\b")),
            Pattern.CASE_INSENSITIVE);
  }

  /** Returns one entry for each phrase found: the line number, a colon and the phrase. */
  List<String> scan(String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = phrases.matcher(text);
    while (matcher.find()) {
      long line = 1 + text.substring(0, matcher.start()).chars().filter(c -> c == '\n').count();
      found.add(line + ": " + matcher.group().replaceAll(GAP, " ").toLowerCase(Locale.ROOT));
    }
    return found;
  }

  /** Like {@link #scan}, for Java: code is ignored. */
  List<String> scanJava(String source) {
    StringBuilder prose = new StringBuilder();
    int end = 0;
    for (MatchResult match : PROSE.matcher(source).results().toList()) {
      prose.append(blank(source.substring(end, match.start())));
      String token = match.group();
      prose.append(match.group(1) == null ? blank(token) : token);
      end = match.end();
    }
    return scan(prose.append(blank(source.substring(end))).toString());
  }

  /** Keeps the lines, and the plus signs that join literals; anything else ends a sentence. */
  private static String blank(String code) {
    return code.replaceAll("[^\\s+]", ".");
  }
}
