-- fcls in Neovim 0.8 and later: what the client says of itself, and how it is set up.
local M = {}

---@class fcls.Options
---@field cmd string[]? the command that starts the server
---@field settings table? what belongs under `fcls` in the settings, see docs/settings.md
---@field trusted boolean|fun(root: string): boolean nothing is asked of the cloud for a workspace that is not trusted
---@field codelens boolean? show lenses above functions and keep them fresh
---@field progress boolean? show the progress of commands in the message line

---@type fcls.Options
M.options = {
  cmd = { 'fcls', 'lsp' },
  settings = {},
  trusted = true,
  codelens = true,
  progress = true,
}

--- Changes options. Call it before the first file is opened; without it the defaults hold.
---@param options fcls.Options?
function M.setup(options)
  M.options = vim.tbl_deep_extend('force', M.options, options or {})
end

--- Whether a file may be one of ours. Its content decides, in the server.
---@param path string
function M.is_candidate(path)
  local stem = vim.fs.basename(path):lower():match('^(.+)%.ya?ml$')
  if not stem then
    return false
  end
  return vim.tbl_contains({ 'f', 's', 'serverless', 'template' }, stem) or stem:match('^[fs][-_.].') ~= nil
end

--- The workspace of a file: the folder of `.git` above it, or its own.
---@param path string
function M.root(path)
  local folder = vim.fs.dirname(path)
  local git = vim.fs.find('.git', { upward = true, path = folder })[1]
  return git and vim.fs.dirname(git) or folder
end

local function is_trusted(root)
  local trusted = M.options.trusted
  if type(trusted) == 'function' then
    trusted = trusted(root)
  end
  return trusted ~= false
end

--- The configuration of the client without its root, for `vim.lsp.start`, `vim.lsp.config` and lspconfig.
function M.config()
  return {
    name = 'fcls',
    cmd = M.options.cmd,
    filetypes = { 'yaml' },
    settings = { fcls = M.options.settings },
    init_options = { virtualDocuments = true, input = true, clipboard = true },
    before_init = function(params, config)
      local root = config.root_dir or (params.rootPath ~= vim.NIL and params.rootPath) or ''
      params.initializationOptions = vim.tbl_extend('force', params.initializationOptions or {}, {
        trusted = is_trusted(root),
      })
    end,
    handlers = require('fcls.handlers'),
    on_attach = function(client, buffer)
      require('fcls.attach').attach(client, buffer)
    end,
  }
end

--- The client of a buffer (0: this one).
---@param buffer integer?
function M.client(buffer)
  buffer = buffer or 0
  if vim.lsp.get_clients then
    return vim.lsp.get_clients({ name = 'fcls', bufnr = buffer })[1]
  end
  ---@diagnostic disable-next-line: deprecated
  for _, client in pairs(vim.lsp.get_active_clients({ bufnr = buffer == 0 and vim.api.nvim_get_current_buf() or buffer })) do
    if client.name == 'fcls' then
      return client
    end
  end
end

--- Calls a method of a client; since 0.11 they are methods, before they were fields.
---@param client table
---@param method string
function M.call(client, method, ...)
  if vim.fn.has('nvim-0.11') == 1 then
    return client[method](client, ...)
  end
  return client[method](...)
end

--- Starts the server for a buffer in Neovims without `vim.lsp.enable` (0.8 to 0.10).
---@param buffer integer
function M.start(buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  if not M.is_candidate(path) then
    return
  end
  local config = M.config()
  config.root_dir = M.root(path)
  vim.lsp.start(config, { bufnr = buffer })
end

return M
