// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import java.nio.file.Path;

/** What decides by the documents, and how it comes and goes. Each change is complete on return. */
interface Authority extends AutoCloseable {
  /**
   * How the story speaks of it.
   *
   * @param stopped that it goes
   * @param away that it is gone
   * @param started that it is back
   * @param redacts whether it has arguments changed; otherwise it denies what it would change
   */
  record Manner(String stopped, String away, String started, boolean redacts) {}

  Manner manner();

  /** Has it decide by one document from now on. */
  void begin(Path policy);

  void stop();

  void start();

  /** Has a reviewer decide the next call that waits for an approval. */
  void reviewNext(boolean approve);

  /** Leaves nothing of it behind. */
  @Override
  void close();
}
