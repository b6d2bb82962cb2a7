// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the tool itself says has run, against what is on record.
 *
 * @param runs how often the tool ran
 * @param unrecorded digests of the arguments of runs without a record of an allow
 */
record Ledger(int runs, List<String> unrecorded) {
  private static final Pattern ALLOWED =
      Pattern.compile(
          "\"argumentsDigest\":\"(sha256:[0-9a-f]{64})\".*\"kind\":\"decided\".*\"verdict\":\"allow\"");

  static Ledger read(Path home, Path journal) throws IOException {
    List<String> digests = new ArrayList<>();
    for (String line : Files.readAllLines(home.resolve("ledger"))) {
      digests.add(digest(line));
    }
    List<String> unrecorded = new ArrayList<>(digests);
    unrecorded.removeIf(allowed(journal)::contains);
    return new Ledger(digests.size(), List.copyOf(unrecorded));
  }

  private static String digest(String arguments) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha256.digest(arguments.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> allowed(Path journal) throws IOException {
    Set<String> digests = new HashSet<>();
    try (Stream<Path> files = Files.list(journal)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
        try (Stream<String> lines = Files.lines(file)) {
          lines.map(ALLOWED::matcher).filter(Matcher::find).forEach(m -> digests.add(m.group(1)));
        }
      }
    }
    return digests;
  }
}
