/** Waiting for something to come true, but not for ever. */

/**
 * @param {EventTarget} target tells by its event `change` that the test may have another result
 * @param {() => boolean} test
 * @param {Promise<void>} timeout
 * @returns {Promise<boolean>} whether it came true
 */
export function until(target, test, timeout) {
  if (test()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const finish = (/** @type {boolean} */ isTrue) => {
      target.removeEventListener("change", check);
      resolve(isTrue);
    };
    const check = () => test() && finish(true);
    target.addEventListener("change", check);
    void timeout.then(() => finish(test()));
  });
}
