// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.net;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schemes of URLs whose part after {@code ://} begins with one host and an optional port. The
 * usual ports are those of the IANA registry of service names.
 */
public final class UrlScheme {

  /** The usual port of each scheme; 0 if it has none. */
  private static final Map<String, Integer> PORTS =
      Map.ofEntries(
          Map.entry("amqp", 5672),
          Map.entry("amqps", 5671),
          Map.entry("ftp", 21),
          Map.entry("ftps", 990),
          Map.entry("grpc", 0),
          Map.entry("grpcs", 0),
          Map.entry("http", 80),
          Map.entry("https", 443),
          Map.entry("imap", 143),
          Map.entry("imaps", 993),
          Map.entry("mqtt", 1883),
          Map.entry("mqtts", 8883),
          Map.entry("mysql", 3306),
          Map.entry("nats", 4222),
          Map.entry("postgres", 5432),
          Map.entry("postgresql", 5432),
          Map.entry("redis", 6379),
          Map.entry("rediss", 6379),
          Map.entry("sftp", 22),
          Map.entry("smtp", 25),
          Map.entry("smtps", 465),
          Map.entry("ssh", 22),
          Map.entry("tcp", 0),
          Map.entry("tls", 0),
          Map.entry("udp", 0),
          Map.entry("ws", 80),
          Map.entry("wss", 443));

  private UrlScheme() {}

  /** Returns a known scheme in lower case; null if the word is not a known scheme. */
  public static @Nullable String known(String word) {
    String scheme = word.toLowerCase(Locale.ROOT);
    // Other alphabets have letters whose lower case is an ASCII letter.
    return PORTS.containsKey(scheme) && ascii(word) ? scheme : null;
  }

  /** Returns the usual port of a known scheme; 0 if it has none. */
  static int port(String scheme) {
    return PORTS.getOrDefault(scheme, 0);
  }

  private static boolean ascii(String word) {
    return word.chars().allMatch(c -> c < 0x80);
  }
}
