(() => {
  const root = document.documentElement;
  root.classList.add('js');
  try {
    const theme = localStorage.getItem('etalon-theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch { /* a page from disk may have no storage */ }
})();
