// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.payload;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.portcullis.assembly.wire.ImmutableBytes;

/** Converts the fields of a payload that hold bytes. Each conversion copies once. */
final class PayloadBytes {
  private PayloadBytes() {}

  static ImmutableBytes decode(ByteString field) {
    return ImmutableBytes.copyOf(field.asReadOnlyByteBuffer());
  }

  static ByteString encode(ImmutableBytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.toByteArray()); // the array is new
  }
}
