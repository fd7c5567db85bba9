-- fcls in Neovim 0.11 and later. Copy this file to ~/.config/nvim/lsp/fcls.lua and put
--     vim.lsp.enable('fcls')
-- into init.lua. No plugin is needed. Older Neovims: see README.md beside this folder.

-- The names of our files; which of them really are ours their content decides in the server.
local function is_candidate(path)
  local name = vim.fs.basename(path):lower()
  local stem = name:match('^(.+)%.ya?ml$')
  if not stem then
    return false
  end
  return vim.tbl_contains({ 'f', 's', 'serverless', 'template' }, stem) or stem:match('^[fs][-_.].') ~= nil
end

---@type vim.lsp.Config
return {
  cmd = { 'fcls', 'lsp' },
  filetypes = { 'yaml' },
  -- Without a call of on_dir the server is not started: other YAML files stay as they are.
  root_dir = function(bufnr, on_dir)
    local path = vim.api.nvim_buf_get_name(bufnr)
    if is_candidate(path) then
      on_dir(vim.fs.root(bufnr, '.git') or vim.fs.dirname(path))
    end
  end,
  settings = {
    fcls = {
      language = 'auto', -- of messages: 'auto', 'en', 'zh'
      diagnostics = { enable = true, ignore = {} }, -- codes or names, such as { 'FC102' }
    },
  },
}
