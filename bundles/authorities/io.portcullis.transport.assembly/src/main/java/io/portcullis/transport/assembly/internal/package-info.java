// SPDX-License-Identifier: Apache-2.0
/** The link to a runtime, and the component that makes it known while it is usable. */
@NullMarked
package io.portcullis.transport.assembly.internal;

import org.jspecify.annotations.NullMarked;
