// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.path;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import io.portcullis.policy.internal.function.text.GlobPattern;
import java.text.Normalizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An absolute path without {@code .}, {@code ..}, empty names or a slash at its end. It is derived
 * from the text alone: symbolic links are not resolved. Immutable, thread-safe.
 */
public final class NormalPath {

  private final String text;

  private NormalPath(String text) {
    this.text = text;
  }

  /**
   * Returns the normal form of an absolute path.
   *
   * @throws FunctionException if the path is relative, or if two programs could read it differently
   */
  public static NormalPath of(String path) throws FunctionException {
    return new NormalPath(PathNormalizer.normalize(path, null));
  }

  /**
   * Returns the normal form of a path.
   *
   * @param directory the directory that relative paths start from; null if unknown
   * @throws FunctionException if the path is relative and the directory is unknown, or if two
   *     programs could read the path differently
   */
  public static NormalPath of(String path, @Nullable NormalPath directory)
      throws FunctionException {
    return new NormalPath(
        PathNormalizer.normalize(path, directory == null ? null : directory.text));
  }

  /**
   * Compiles a pattern for {@link #glob}.
   *
   * @throws FunctionException if the pattern is not valid, or can match no path because it does not
   *     begin with {@code /} or {@code **}, or has an empty name, {@code .} or {@code ..}
   */
  public static GlobPattern pattern(String pattern) throws FunctionException {
    GlobPattern glob = GlobPattern.compile(pattern);
    List<String> names = glob.names();
    if (!names.get(0).isEmpty() && !names.get(0).equals("**")) {
      throw new FunctionException(FunctionProblem.PATTERN_RELATIVE);
    }
    for (String name : names.subList(1, names.size())) {
      if (name.equals(".") || name.equals("..") || (name.isEmpty() && !pattern.equals("/"))) {
        throw new FunctionException(FunctionProblem.PATTERN_SEGMENT);
      }
    }
    if (!Normalizer.isNormalized(pattern, Normalizer.Form.NFC)) {
      throw new FunctionException(FunctionProblem.PATH_NOT_COMPOSED);
    }
    return glob;
  }

  /** Returns whether this is a directory itself or lies below it. */
  public boolean within(NormalPath directory) {
    String fence = directory.text;
    int length = fence.length();
    return text.startsWith(fence)
        && (text.length() == length || length == 1 || text.charAt(length) == '/');
  }

  /** Returns the last name; empty for the root. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /**
   * Returns the part of the last name after its last dot, with ASCII letters in lower case; empty
   * without a dot. {@code .env} has the extension {@code env}.
   */
  public String extension() {
    int dot = text.lastIndexOf('.');
    if (dot < text.lastIndexOf('/')) {
      return "";
    }
    StringBuilder out = new StringBuilder(text.length() - dot);
    for (int i = dot + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
    }
    return out.toString();
  }

  /** Returns whether the whole path has the form of a pattern. */
  public boolean glob(GlobPattern pattern) {
    return pattern.matches(text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NormalPath path && text.equals(path.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the normal form. */
  @Override
  public String toString() {
    return text;
  }
}
