// SPDX-License-Identifier: Apache-2.0
/** Runtime query and pass-through. */
@NullMarked
package io.portcullis.interceptor.internal;

import org.jspecify.annotations.NullMarked;
