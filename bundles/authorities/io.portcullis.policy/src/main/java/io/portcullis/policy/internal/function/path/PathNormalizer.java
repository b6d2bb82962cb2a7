// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.path;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * Reduces paths to their normal form, from the text alone. Refuses every text that some program
 * expands, decodes, trims or splits before it opens the file, because that program would open
 * another one.
 */
final class PathNormalizer {

  private static final int MAX_LENGTH = 4_096;

  /** These never appear in a path that is accepted as it is. */
  private static final byte UNSAFE = 1;

  /** These begin no name of a path that is accepted as it is. */
  private static final byte UNSAFE_FIRST = 2;

  private static final byte[] KINDS = kinds();

  /** Separators, and characters with a meaning for a program, that others may be mapped to. */
  private static final String MEANINGFUL = "/\\.%~:\"'";

  private PathNormalizer() {}

  private static byte[] kinds() {
    byte[] kinds = new byte[0x80];
    for (char c = 0; c < ' '; c++) {
      kinds[c] = UNSAFE;
    }
    kinds[0x7f] = UNSAFE;
    kinds['\\'] = UNSAFE;
    kinds['%'] = UNSAFE;
    kinds['/'] = UNSAFE_FIRST;
    kinds['.'] = UNSAFE_FIRST;
    kinds['~'] = UNSAFE_FIRST;
    kinds[' '] = UNSAFE_FIRST;
    return kinds;
  }

  /** Returns the same object if the path is in normal form. */
  static String normalize(String path, @Nullable String directory) throws FunctionException {
    if (isPlain(path)) {
      if (path.charAt(0) == '/') {
        return path;
      }
      if (directory != null && canFollow(path, directory)) {
        return directory.equals("/") ? "/" + path : directory + "/" + path;
      }
    }
    return resolved(path, directory);
  }

  /** The quick test: true only for paths that need neither a change nor a closer look. */
  private static boolean isPlain(String path) {
    int length = path.length();
    if (length == 0 || length > MAX_LENGTH) {
      return false;
    }
    char previous = '/';
    for (int i = path.charAt(0) == '/' ? 1 : 0; i < length; i++) {
      char c = path.charAt(i);
      if (c >= 0x80 || isUnsafe(KINDS[c], previous)) {
        return false;
      }
      previous = c;
    }
    return length == 1 || (previous != '/' && !strippedAtEnd(previous));
  }

  private static boolean isUnsafe(byte kind, char previous) {
    return kind != 0 && (kind == UNSAFE || previous == '/');
  }

  private static boolean canFollow(String path, String directory) {
    return path.indexOf(':') < 0
        && !strippedAtEnd(path.charAt(0))
        && directory.length() + path.length() < MAX_LENGTH;
  }

  private static String resolved(String path, @Nullable String directory) throws FunctionException {
    check(path);
    StringBuilder out = new StringBuilder(path.length() + 1);
    if (path.charAt(0) != '/') {
      if (directory == null) {
        throw new FunctionException(FunctionProblem.PATH_RELATIVE);
      }
      out.append(directory.equals("/") ? "" : directory);
    }
    int start = 0;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      append(out, path.substring(start, end));
      start = end + 1;
    }
    return checked(out);
  }

  /** The working directory may make a path too long, and .. may uncover a blank at its end. */
  private static String checked(StringBuilder out) throws FunctionException {
    if (out.length() > MAX_LENGTH) {
      throw new FunctionException(FunctionProblem.PATH_TOO_LONG);
    }
    if (out.length() == 0) {
      return "/";
    }
    if (strippedAtEnd(out.charAt(out.length() - 1))) {
      throw new FunctionException(FunctionProblem.PATH_BLANK);
    }
    return out.toString();
  }

  private static void append(StringBuilder out, String name) throws FunctionException {
    if (name.equals("..")) {
      out.setLength(Math.max(0, out.lastIndexOf("/")));
    } else if (!name.isEmpty() && !name.equals(".")) {
      if (name.charAt(0) == '~') {
        throw new FunctionException(FunctionProblem.PATH_TILDE);
      }
      if (isDotOrBlank(name.charAt(0)) && name.chars().allMatch(PathNormalizer::isDotOrBlank)) {
        throw new FunctionException(FunctionProblem.PATH_DOTS);
      }
      out.append('/').append(name);
    }
  }

  private static void check(String path) throws FunctionException {
    if (path.isEmpty()) {
      throw new FunctionException(FunctionProblem.PATH_EMPTY);
    }
    if (path.length() > MAX_LENGTH) {
      throw new FunctionException(FunctionProblem.PATH_TOO_LONG);
    }
    boolean ascii = characters(path);
    if (strippedAtEnd(path.charAt(0)) || strippedAtEnd(path.charAt(path.length() - 1))) {
      throw new FunctionException(FunctionProblem.PATH_BLANK);
    }
    if (hasScheme(path)) {
      throw new FunctionException(FunctionProblem.PATH_SCHEME);
    }
    if (!ascii) {
      unicode(path);
    }
  }

  private static boolean hasScheme(String path) {
    int slash = path.indexOf('/');
    return (slash < 0 ? path : path.substring(0, slash)).indexOf(':') >= 0;
  }

  /** Checks each character, and returns whether all are ASCII. */
  private static boolean characters(String path) throws FunctionException {
    boolean ascii = true;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      ascii &= c < 0x80;
      character(path, i, c);
    }
    return ascii;
  }

  private static void character(String path, int at, char c) throws FunctionException {
    if (c == '\\') {
      throw new FunctionException(FunctionProblem.PATH_BACKSLASH);
    }
    if (c == '%' && encodes(path, at + 1)) {
      throw new FunctionException(FunctionProblem.PATH_PERCENT);
    }
    if (c < 0x80 ? c < ' ' || c == 0x7f : isInvisible(path.codePointAt(at))) {
      throw new FunctionException(FunctionProblem.PATH_CONTROL);
    }
    if (Character.isSurrogate(c) && !paired(path, at)) {
      throw new FunctionException(FunctionProblem.PATH_SURROGATE);
    }
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static boolean paired(String path, int at) {
    return Character.isHighSurrogate(path.charAt(at))
        ? at + 1 < path.length() && Character.isLowSurrogate(path.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(path.charAt(at - 1));
  }

  /** Returns whether the text after a percent sign makes it the code of a character. */
  private static boolean encodes(String path, int at) {
    boolean wide = at < path.length() && (path.charAt(at) == 'u' || path.charAt(at) == 'U');
    int first = wide ? at + 1 : at;
    return first + 1 < path.length() && hex(path.charAt(first)) && hex(path.charAt(first + 1));
  }

  private static boolean hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /** Returns whether programs remove a character from the ends of a path: blanks and quotes. */
  private static boolean strippedAtEnd(char c) {
    return c == '"' || c == '\'' || isBlank(c);
  }

  private static boolean isDotOrBlank(int c) {
    return c == '.' || isBlank(c);
  }

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** Some file systems and programs normalise names; the path must not change its shape by that. */
  private static void unicode(String path) throws FunctionException {
    if (!Normalizer.isNormalized(path, Normalizer.Form.NFC)) {
      throw new FunctionException(FunctionProblem.PATH_NOT_COMPOSED);
    }
    if (meaningful(Normalizer.normalize(path, Normalizer.Form.NFKC)) != meaningful(path)) {
      throw new FunctionException(FunctionProblem.PATH_COMPATIBLE);
    }
  }

  private static long meaningful(String text) {
    return text.chars().filter(c -> MEANINGFUL.indexOf(c) >= 0).count();
  }
}
