-- Starts fcls for our files. `let g:fcls_enabled = 0` (before plugins are loaded) leaves that to you.
if vim.g.loaded_fcls or vim.fn.has('nvim-0.8') == 0 then
  return
end
vim.g.loaded_fcls = true

require('fcls.commands').create()
require('fcls.attach').progress()

if vim.g.fcls_enabled == false or vim.g.fcls_enabled == 0 then
  return
end
if vim.lsp.enable then
  vim.lsp.enable('fcls')
else
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('fcls.start', { clear = true }),
    pattern = 'yaml',
    callback = function(event)
      require('fcls').start(event.buf)
    end,
  })
end
