// Tells ThreadSanitizer what Synchronization.Mutex does where threads wait for each other. That part
// of it lies in Swift's runtime, which is not instrumented, so that every Mutex with more than one
// thread would look like a race. tools/sanitize links this in front of the runtime.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

// _MutexHandle._lockSlow(_: UInt32) and _MutexHandle._unlockSlow()
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

extern void __tsan_acquire(void *address);
extern void __tsan_release(void *address);

SWIFT void lock_slow(uint32_t thread, SELF) __asm__(LOCK_SLOW);
SWIFT void unlock_slow(SELF) __asm__(UNLOCK_SLOW);

SWIFT void lock_slow(uint32_t thread, SELF) {
  typedef SWIFT void (*Function)(uint32_t, SELF);
  ((Function)dlsym(RTLD_NEXT, LOCK_SLOW))(thread, self);
  __tsan_acquire(self);
}

SWIFT void unlock_slow(SELF) {
  typedef SWIFT void (*Function)(SELF);
  __tsan_release(self);
  ((Function)dlsym(RTLD_NEXT, UNLOCK_SLOW))(self);
}
