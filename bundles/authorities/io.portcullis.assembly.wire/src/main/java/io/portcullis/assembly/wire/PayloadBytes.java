// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

/** Converts the fields of a payload that hold bytes. Each conversion copies once. */
final class PayloadBytes {
  private PayloadBytes() {}

  static Octets decode(ByteString field) {
    return Octets.copyOf(field.asReadOnlyByteBuffer());
  }

  static ByteString encode(Octets bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.toByteArray()); // the array is new
  }
}
