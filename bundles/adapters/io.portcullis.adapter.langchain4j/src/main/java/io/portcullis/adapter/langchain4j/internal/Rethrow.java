// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j.internal;

/** Lets through what a tool threw, so that LangChain4j's error handlers see the very same. */
public final class Rethrow {
  private Rethrow() {}

  /**
   * Throws.
   *
   * @param thrown what the tool threw, checked or not
   * @return never
   */
  public static RuntimeException asIs(Throwable thrown) {
    Rethrow.<RuntimeException>unchecked(thrown);
    throw new AssertionError("has thrown");
  }

  @SuppressWarnings("unchecked") // erased: a checked exception stays what it is
  private static <E extends Throwable> void unchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
