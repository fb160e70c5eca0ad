export function Brand() {
  return (
    <span class="brand">
      <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true" focusable="false">
        <rect class="brand-back" width="32" height="32" rx="9" />
        <path class="brand-wave" d="M7 15v2M11.500 12v8M16 8v16M20.500 11v10M25 15v2" />
      </svg>
      <span class="brand-name">AudioTaiLoc</span>
    </span>
  );
}
