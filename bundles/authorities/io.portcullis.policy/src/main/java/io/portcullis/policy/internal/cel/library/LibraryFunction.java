// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.library;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.function.FunctionException;

/** Operations of the function library; a refusal becomes a fault whose text has no input. */
final class LibraryFunction {

  /** The characters that a reader handles for one unit of work. */
  private static final int READ_SHIFT = 2;

  private LibraryFunction() {}

  /** A function that may refuse its input. */
  @FunctionalInterface
  interface Reader<T, R> {

    R read(T value) throws FunctionException;
  }

  /** Applies a reader to a text and counts the work. */
  static <R> R text(CallFrame frame, Object value, Reader<String, R> reader)
      throws ExpressionFault {
    String text = of(String.class, value);
    frame.charge(2 + (text.length() >> READ_SHIFT));
    return refusing(text, reader);
  }

  /** Applies a reader to a value of the library. */
  static <T, R> R refusing(T value, Reader<T, R> reader) throws ExpressionFault {
    try {
      return reader.read(value);
    } catch (FunctionException e) {
      throw new ExpressionFault(FaultCode.INVALID_VALUE, 0, e.problem().text());
    }
  }

  /** Returns a value of the given type. */
  static <T> T of(Class<T> type, Object value) throws ExpressionFault {
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    throw new ExpressionFault(FaultCode.WRONG_TYPE, 0);
  }
}
