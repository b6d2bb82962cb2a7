// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.payload;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.portcullis.assembly.wire.WireException;
import java.io.IOException;

/** Parses a payload that was checked into a protobuf message. */
public final class PayloadParser {
  private PayloadParser() {}

  /** Drops unknown fields; byte fields are views of the payload, which never changes. */
  public static <T extends Message> T parse(Parser<T> parser, byte[] payload) throws WireException {
    try {
      CodedInputStream input = UnsafeByteOperations.unsafeWrap(payload).newCodedInput();
      input.enableAliasing(true);
      T message = DiscardUnknownFieldsParser.wrap(parser).parseFrom(input);
      input.checkLastTagWas(0);
      return message;
    } catch (IOException e) {
      // The message of the exception names the kind of damage and no contents.
      throw new WireException(WireException.Kind.UNDECODABLE, "" + e.getMessage(), e);
    }
  }
}
