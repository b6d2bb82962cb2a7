// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.library;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.node.BinaryNode;
import io.portcullis.policy.internal.cel.node.UnaryNode;
import io.portcullis.policy.internal.function.path.NormalPath;
import io.portcullis.policy.internal.function.text.GlobPattern;
import org.jspecify.annotations.Nullable;

/** {@code path} and its members. */
public final class PathFunctions {

  private static final String WORKING_DIRECTORY = "cwd";

  private PathFunctions() {}

  /** Reads a path; a relative one starts from the variable {@code cwd}. */
  public static Object path(CallFrame frame, Object value) throws ExpressionFault {
    return value instanceof NormalPath ? value : read(frame, value);
  }

  /** Returns the last name. */
  public static Object name(CallFrame frame, Object value) throws ExpressionFault {
    return LibraryFunction.of(NormalPath.class, value).name();
  }

  /** Returns the extension of the last name. */
  public static Object extension(CallFrame frame, Object value) throws ExpressionFault {
    return LibraryFunction.of(NormalPath.class, value).extension();
  }

  /** Returns the operation that compares with a pattern. */
  public static UnaryNode.Operation glob(GlobPattern pattern) {
    return (frame, value) -> {
      NormalPath path = LibraryFunction.of(NormalPath.class, value);
      frame.charge(1 + (path.toString().length() >> 2));
      return path.glob(pattern);
    };
  }

  /** Returns the operation that asks whether a path lies in a directory. */
  public static BinaryNode.Operation within() {
    return new Within();
  }

  private static NormalPath read(CallFrame frame, Object value) throws ExpressionFault {
    if (value instanceof String text
        && !text.startsWith("/")
        && frame.hasVariable(WORKING_DIRECTORY)) {
      NormalPath directory = directory(frame);
      return LibraryFunction.text(frame, value, path -> NormalPath.of(path, directory));
    }
    return LibraryFunction.text(frame, value, NormalPath::of);
  }

  private static NormalPath directory(CallFrame frame) throws ExpressionFault {
    Object value = frame.variable(WORKING_DIRECTORY);
    return value instanceof NormalPath path
        ? path
        : LibraryFunction.text(frame, value, NormalPath::of);
  }

  /** Keeps the directory of the last call: a fence around many paths reads it once. */
  private static final class Within implements BinaryNode.Operation {

    /** Replaced as a whole, so that a race only costs another reading. */
    private volatile @Nullable Known last;

    private record Known(String text, NormalPath directory) {}

    @Override
    public Object apply(CallFrame frame, Object left, Object right) throws ExpressionFault {
      NormalPath path = LibraryFunction.of(NormalPath.class, left);
      return path.within(right instanceof NormalPath known ? known : directory(frame, right));
    }

    private NormalPath directory(CallFrame frame, Object value) throws ExpressionFault {
      Known known = last;
      if (known != null && known.text() == value) {
        return known.directory();
      }
      NormalPath directory = read(frame, value);
      if (value instanceof String text && text.startsWith("/")) {
        last = new Known(text, directory);
      }
      return directory;
    }
  }
}
