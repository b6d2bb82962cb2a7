// SPDX-License-Identifier: Apache-2.0
/** What protoc makes of the message descriptions; nobody outside this bundle sees it. */
@NullMarked
package io.portcullis.assembly.wire.internal.proto;

import org.jspecify.annotations.NullMarked;
