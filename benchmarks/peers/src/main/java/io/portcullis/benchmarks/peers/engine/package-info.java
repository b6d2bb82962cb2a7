// SPDX-License-Identifier: Apache-2.0
/**
 * The engines, each with its policies in its own language. Not null-marked, since most engines are
 * not.
 */
package io.portcullis.benchmarks.peers.engine;
