-- fcls in Neovim 0.8 to 0.10. Copy this file to ~/.config/nvim/plugin/fcls.lua: Neovim runs it at start.
-- From 0.11 on use lsp/fcls.lua instead.

local function is_candidate(path)
  local stem = vim.fs.basename(path):lower():match('^(.+)%.ya?ml$')
  if not stem then
    return false
  end
  return vim.tbl_contains({ 'f', 's', 'serverless', 'template' }, stem) or stem:match('^[fs][-_.].') ~= nil
end

vim.api.nvim_create_autocmd('FileType', {
  pattern = 'yaml',
  callback = function(event)
    local path = vim.api.nvim_buf_get_name(event.buf)
    if not is_candidate(path) then
      return
    end
    local folder = vim.fs.dirname(path)
    local git = vim.fs.find('.git', { upward = true, path = folder })[1]
    vim.lsp.start({
      name = 'fcls',
      cmd = { 'fcls', 'lsp' },
      root_dir = git and vim.fs.dirname(git) or folder,
      settings = {
        fcls = { language = 'auto', diagnostics = { enable = true, ignore = {} } },
      },
    })
  end,
})
