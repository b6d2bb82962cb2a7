// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.net;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;

/**
 * A URL of the form {@code scheme://host[:port][/path][?query][#fragment]}. The reader accepts only
 * texts that other readers of URLs read alike. Immutable, thread-safe.
 */
public final class StrictUrl {

  private static final int MAX_LENGTH = 65_536;
  private static final String SEPARATOR = "://";
  private static final String PUNCTUATION = "-._~:/?#[]@!$&'()*+,;=%";

  private final String scheme;
  private final String host;
  private final int port;
  private final String path;

  private StrictUrl(String scheme, String host, int port, String path) {
    this.scheme = scheme;
    this.host = host;
    this.port = port;
    this.path = path;
  }

  /**
   * Reads a URL.
   *
   * @throws FunctionException if the text is no such URL, has an unknown scheme, user information,
   *     a backslash, a blank, a character outside ASCII or a host that is neither a name nor an
   *     address
   */
  public static StrictUrl of(String url) throws FunctionException {
    checkCharacters(url);
    int colon = url.indexOf(SEPARATOR);
    String scheme = scheme(url, colon);
    int start = colon + SEPARATOR.length();
    int end = firstOf(url, "/?#", start);
    checkRest(url, end);
    String authority = url.substring(start, end);
    int portColon = portColon(authority);
    String host = UrlHost.normal(portColon < 0 ? authority : authority.substring(0, portColon));
    int port = portColon < 0 ? UrlScheme.port(scheme) : port(authority.substring(portColon + 1));
    return new StrictUrl(scheme, host, port, url.substring(end, firstOf(url, "?#", end)));
  }

  private static String scheme(String url, int colon) throws FunctionException {
    if (colon < 0) {
      throw new FunctionException(FunctionProblem.URL_SYNTAX);
    }
    String scheme = UrlScheme.known(url.substring(0, colon));
    if (scheme == null) {
      throw new FunctionException(FunctionProblem.URL_SCHEME);
    }
    return scheme;
  }

  /** Returns the scheme in lower case. */
  public String scheme() {
    return scheme;
  }

  /**
   * Returns the host: a name in lower case without a dot at its end, or the address that the host
   * resolves to, without brackets.
   */
  public String host() {
    return host;
  }

  /**
   * Returns the port, or the usual port of the scheme if the URL has none.
   *
   * @throws FunctionException if the URL has no port, and its scheme no usual one
   */
  public int port() throws FunctionException {
    if (port == 0) {
      throw new FunctionException(FunctionProblem.URL_PORT_UNKNOWN);
    }
    return port;
  }

  /**
   * Returns the path; {@code /} if it is empty. Encoded letters, digits and {@code - . _ ~} are
   * decoded, and other codes are in upper case.
   *
   * @throws FunctionException if servers read the path differently: it contains the names {@code .}
   *     or {@code ..}, an empty name, a semicolon, or the code of a slash, a backslash, a percent
   *     sign, a semicolon or a control character
   */
  public String path() throws FunctionException {
    return UrlPath.normal(path);
  }

  private static void checkCharacters(String url) throws FunctionException {
    if (url.length() > MAX_LENGTH) {
      throw new FunctionException(FunctionProblem.URL_TOO_LONG);
    }
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && PUNCTUATION.indexOf(c) < 0) {
        throw new FunctionException(FunctionProblem.URL_CHARACTER);
      }
      if (c == '%' && UrlPath.code(url, i) < 0) {
        throw new FunctionException(FunctionProblem.URL_CHARACTER);
      }
    }
  }

  /** Brackets belong to the host only, and only one sign begins a fragment. */
  private static void checkRest(String url, int start) throws FunctionException {
    int hash = url.indexOf('#', start);
    if (url.indexOf('[', start) >= 0
        || url.indexOf(']', start) >= 0
        || (hash >= 0 && url.indexOf('#', hash + 1) >= 0)) {
      throw new FunctionException(FunctionProblem.URL_CHARACTER);
    }
  }

  private static int firstOf(String url, String signs, int start) {
    int at = start;
    while (at < url.length() && signs.indexOf(url.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  /** Returns the position of the colon before the port; -1 if the authority has no port. */
  private static int portColon(String authority) throws FunctionException {
    if (authority.indexOf('@') >= 0) {
      throw new FunctionException(FunctionProblem.URL_USER);
    }
    return authority.indexOf(':', authority.indexOf(']') + 1);
  }

  private static int port(String digits) throws FunctionException {
    boolean plain =
        !digits.isEmpty()
            && digits.length() <= 5
            && digits.charAt(0) != '0'
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!plain || Integer.parseInt(digits) > 65_535) {
      throw new FunctionException(FunctionProblem.URL_PORT);
    }
    return Integer.parseInt(digits);
  }
}
