// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j.internal;

/** Rethrows what a tool threw, so that LangChain4j's error handlers see the same exception. */
public final class Rethrow {
  private Rethrow() {}

  /**
   * Throws.
   *
   * @param thrown the exception of the tool, checked or not
   * @return never
   */
  public static RuntimeException asIs(Throwable thrown) {
    Rethrow.<RuntimeException>unchecked(thrown);
    throw new AssertionError("has thrown");
  }

  @SuppressWarnings("unchecked") // erased: a checked exception is thrown unchanged
  private static <E extends Throwable> void unchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
