// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.question;

/**
 * An engine that has loaded the policy of one question. Several threads ask it at the same time.
 */
public interface LoadedPolicy extends AutoCloseable {

  /**
   * Decides a call.
   *
   * @param tool the name of the tool
   * @param arguments the arguments as JSON in UTF-8
   * @throws Exception as the engine does
   */
  Answer decide(String tool, byte[] arguments) throws Exception;

  @Override
  default void close() {}
}
