-- `:checkhealth fcls`
local M = {}

local health = vim.health
local start, ok = health.start or health.report_start, health.ok or health.report_ok
local warn, error, info =
  health.warn or health.report_warn, health.error or health.report_error, health.info or health.report_info

function M.check()
  local fcls = require('fcls')
  start('fcls')
  if vim.fn.has('nvim-0.8') == 0 then
    return error('Neovim 0.8 or later is needed')
  end
  local program = fcls.options.cmd[1]
  if vim.fn.executable(program) == 0 then
    return error(('`%s` is not on the PATH'):format(program), {
      'Install it: cargo install --path . in a clone of fcls',
      "Or name it: require('fcls').setup({ cmd = { '/path/to/fcls', 'lsp' } })",
    })
  end
  local version = vim.fn.system({ program, '--version' })
  if vim.v.shell_error ~= 0 then
    return error(('`%s --version` fails: %s'):format(program, vim.trim(version)))
  end
  ok(('%s (%s)'):format(vim.trim(version), vim.fn.exepath(program)))

  local buffers = 0
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    local path = vim.api.nvim_buf_get_name(buffer)
    if vim.api.nvim_buf_is_loaded(buffer) and path ~= '' and fcls.is_candidate(path) then
      buffers = buffers + 1
      local name = vim.fn.fnamemodify(path, ':~:.')
      if fcls.client(buffer) then
        ok(('attached to %s'):format(name))
      elseif vim.bo[buffer].filetype ~= 'yaml' then
        warn(('%s has the filetype `%s`'):format(name, vim.bo[buffer].filetype), { ':set filetype=yaml' })
      else
        warn(('not attached to %s'):format(name), { ':FclsLog shows what the server says', ':edit tries again' })
      end
      local get = vim.lsp.get_clients or vim.lsp.get_active_clients
      for _, other in ipairs(get({ bufnr = buffer })) do
        if other.name == 'yamlls' then
          warn(('yaml-language-server is attached to %s too: findings may come twice'):format(name), {
            "Keep it off: vim.lsp.config('yamlls', { root_dir = … }), see :help fcls-yamlls",
          })
        end
      end
    end
  end
  if buffers == 0 then
    info('no file of ours is open (f.yml, s.yaml, serverless.yml, template.yaml, s-prod.yaml …)')
  end
end

return M
