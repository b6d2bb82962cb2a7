// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.request;

import io.portcullis.policy.internal.function.net.UrlScheme;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.rules.HostPatterns;
import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the destination of a network call; refuses it where two readers could disagree. */
final class HostParser {

  private static final int MAX_LENGTH = 65_536;
  private static final int MAX_NAME = 1_024;
  private static final int MAX_PORT = 65_535;

  private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*).*");
  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(?:[A-Za-z0-9._~!$&'()*+,;=:%-]*@)?(\\[[0-9A-Fa-f:.]+]|[^:@\\[\\]%]+)(?::([0-9]*))?");
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}_-]+(?:\\.[\\p{L}\\p{M}\\p{N}_-]+)*\\.?");
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

  private HostParser() {}

  /**
   * The destination of a call.
   *
   * @param scheme in lower case; empty if unknown
   * @param port 0 if unknown
   */
  record Destination(String scheme, String host, int port) {

    /** Returns whether both destinations agree in the parts that both know. */
    boolean agrees(Destination other) {
      return host.equals(other.host)
          && (port == 0 || other.port == 0 || port == other.port)
          && (scheme.isEmpty() || other.scheme.isEmpty() || scheme.equals(other.scheme));
    }
  }

  static Destination ofUrl(String url) throws InvalidArgumentsException {
    if (url.length() <= MAX_LENGTH && clean(url)) {
      Matcher whole = URL.matcher(url);
      if (whole.matches()) {
        Matcher authority = AUTHORITY.matcher(whole.group(2));
        if (authority.matches()) {
          String port = authority.group(2);
          return new Destination(
              scheme(whole.group(1)),
              name(authority.group(1)),
              port == null || port.isEmpty() ? 0 : port(port));
        }
      }
    }
    throw new InvalidArgumentsException("the URL of the network call cannot be read without doubt");
  }

  static String scheme(String word) throws InvalidArgumentsException {
    String scheme = UrlScheme.known(word);
    if (scheme == null) {
      throw new InvalidArgumentsException(
          "the scheme or protocol of the network call is not a known one");
    }
    return scheme;
  }

  static int port(String digits) throws InvalidArgumentsException {
    if (PORT.matcher(digits).matches() && Integer.parseInt(digits) <= MAX_PORT) {
      return Integer.parseInt(digits);
    }
    throw new InvalidArgumentsException(
        "the port of the network call is not a number from 1 to " + MAX_PORT);
  }

  static String ofName(String host) throws InvalidArgumentsException {
    if (host.length() <= MAX_NAME) {
      return name(host);
    }
    throw new InvalidArgumentsException(
        "the host of the network call cannot be read without doubt");
  }

  /**
   * Matches an address, or a name of letters, digits and joining characters, with its ASCII part in
   * lower case. Other characters end a host for some readers, and some only after compatibility
   * normalisation, as a full-width slash does.
   */
  private static String name(String host) throws InvalidArgumentsException {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    boolean known =
        ADDRESS.matcher(bare).matches()
            || (!bracketed
                && NAME.matcher(bare).matches()
                && NAME.matcher(Normalizer.normalize(bare, Normalizer.Form.NFKC)).matches());
    if (!known) {
      throw new InvalidArgumentsException(
          "the host of the network call cannot be read without doubt");
    }
    return HostPatterns.normal(bare);
  }

  private static boolean clean(String text) {
    return text.chars()
        .noneMatch(c -> c <= ' ' || c == 0x7f || c == '\\' || Character.isWhitespace(c));
  }
}
