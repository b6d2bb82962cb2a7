// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.segment;

/** Receives the lines of a scan that continue the chain. */
interface SegmentVisitor {
  void line(long seq, String body);
}
