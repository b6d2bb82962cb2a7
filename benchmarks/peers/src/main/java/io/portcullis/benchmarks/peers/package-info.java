// SPDX-License-Identifier: Apache-2.0
/**
 * Measures the same questions for this project's policies and for other engines. Not null-marked:
 * JMH fills the fields after construction.
 */
package io.portcullis.benchmarks.peers;
